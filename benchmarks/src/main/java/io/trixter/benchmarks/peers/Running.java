package io.trixter.benchmarks.peers;

import io.trixter.benchmarks.process.Child;
import io.trixter.benchmarks.process.Ports;
import io.trixter.benchmarks.process.Usage;
import java.io.Closeable;
import java.io.IOException;

/**
 * A proxy that accepts.
 *
 * @param child its process
 * @param port where it listens, on loopback
 */
public record Running(Child child, int port) implements Closeable {
  /** Waits until {@code child} accepts on {@code port}; ends it if that takes more than 20 s. */
  static Running once(Child child, int port) throws IOException, InterruptedException {
    try {
      Ports.awaitListening(port, child);
      return new Running(child, port);
    } catch (IOException | InterruptedException e) {
      child.close();
      throw e;
    }
  }

  /** What its process uses. */
  public Usage usage() {
    return new Usage(child.pid());
  }

  @Override
  public void close() throws IOException {
    child.close();
  }
}
