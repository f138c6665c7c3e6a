package io.trixter.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes without end, sent from a file in memory: the kernel copies none of them on their way. */
final class Endless implements Closeable {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final int BYTES = 4 << 20;
  private static final int AT_ONCE = 1 << 20;

  private final FileChannel file;

  Endless() throws IOException {
    Path path =
        Files.isWritable(MEMORY)
            ? Files.createTempFile(MEMORY, "benchmark-", ".data")
            : Files.createTempFile("benchmark-", ".data");
    file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    file.write(ByteBuffer.allocate(BYTES));
  }

  /** Sends what fits at the moment and tells how many bytes that were. */
  long sendTo(SocketChannel channel) throws IOException {
    return file.transferTo(0, AT_ONCE, channel);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
