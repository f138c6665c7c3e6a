package io.trixter.proxy.cli;

import io.trixter.netem.FaultRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** The file of {@code --record}, which is written when the program ends. Safe for any thread. */
final class RecordFile implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Path path;
  private FaultRecord record; // null until there is one
  private long written = -1; // how many events, when it was last written

  private RecordFile(Path path) {
    this.path = path;
  }

  /**
   * Opens the file, so that one that cannot be written is found out at once. What it has stays
   * until the program listens: a start that fails loses no earlier record.
   *
   * @param path null for no file
   * @throws IOException if it cannot be written; the message names it
   */
  static RecordFile create(Path path) throws IOException {
    try {
      if (path != null) {
        Files.write(path, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      }
      return new RecordFile(path);
    } catch (IOException e) {
      throw refused(path, e);
    }
  }

  private static IOException refused(Path path, IOException why) {
    return new IOException("cannot write " + path + ": " + FileProblem.of(why), why);
  }

  /**
   * Sets what is to be written, null for nothing, and empties the file.
   *
   * @throws IOException if that cannot be done; the message names the file
   */
  void holds(FaultRecord value) throws IOException {
    lock.lock();
    try {
      record = value;
      if (path != null) {
        Files.write(path, new byte[0]);
      }
    } catch (IOException e) {
      throw refused(path, e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes the record, if it has got more since it was last written. So the program closes it
   * twice: before the host, whose end may hang, and after it.
   *
   * @throws IOException if it cannot be written; the message names it
   */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (record != null && path != null) {
        write();
      }
    } catch (IOException e) {
      throw refused(path, e);
    } finally {
      lock.unlock();
    }
  }

  private void write() throws IOException {
    long now = record.events().size() + record.dropped();
    if (now != written) {
      written = now; // what cannot be written now cannot be a moment later
      record.write(path);
    }
  }
}
