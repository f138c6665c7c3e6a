package io.trixter.proxy.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.Objects;

/** What the system says, in the language of the process, when nobody reads what is written. */
final class BrokenPipe implements Runnable {
  private volatile String message = "Broken pipe";

  private BrokenPipe() {}

  /** Learns the message from a pipe; the English one where there is no pipe to be had. */
  static String message() {
    BrokenPipe learned = new BrokenPipe();
    try {
      Thread writer = new Thread(learned, "trixter-broken-pipe");
      writer.start(); // the JDK keeps a direct buffer for each thread that has written
      writer.join();
    } catch (OutOfMemoryError e) {
      // no thread is to be had
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return learned.message;
  }

  @Override
  public void run() {
    try {
      Pipe pipe = Pipe.open();
      try (Pipe.SinkChannel sink = pipe.sink()) {
        pipe.source().close();
        learnFrom(sink);
      }
    } catch (IOException | OutOfMemoryError e) {
      // no pipe is to be had
    }
  }

  private void learnFrom(Pipe.SinkChannel sink) {
    try {
      sink.write(ByteBuffer.allocate(1));
    } catch (IOException broken) {
      message = Objects.requireNonNullElse(broken.getMessage(), message);
    }
  }
}
