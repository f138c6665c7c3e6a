package io.trixter.proxy.cli;

import io.trixter.netem.FaultRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of {@code --record}, which is written when the program ends. Safe for any thread. */
final class RecordFile implements AutoCloseable {
  private final Path path;
  private FaultRecord record; // null until there is one
  private long written = -1; // how many events, when it was last written

  private RecordFile(Path path) {
    this.path = path;
  }

  /**
   * Makes an empty file, so that one that cannot be written is found out at once.
   *
   * @param path null for no file
   * @throws IOException if it cannot be written; the message names it
   */
  static RecordFile create(Path path) throws IOException {
    try {
      if (path != null) {
        Files.write(path, new byte[0]);
      }
      return new RecordFile(path);
    } catch (IOException e) {
      throw new IOException("cannot write " + path + ": " + FileProblem.of(e), e);
    }
  }

  /** Sets what is to be written; null for nothing. */
  synchronized void holds(FaultRecord value) {
    record = value;
  }

  /**
   * Writes the record, if it has got more since it was last written. So the program closes it
   * twice: before the host, whose end may hang, and after it.
   */
  @Override
  public synchronized void close() throws IOException {
    if (record == null || path == null) {
      return;
    }
    long now = record.events().size() + record.dropped();
    if (now != written) {
      record.write(path);
      written = now;
    }
  }
}
