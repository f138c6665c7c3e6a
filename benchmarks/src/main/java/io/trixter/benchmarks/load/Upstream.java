package io.trixter.benchmarks.load;

import io.trixter.benchmarks.process.Child;
import io.trixter.benchmarks.process.Ports;
import io.trixter.benchmarks.process.Usage;
import java.io.Closeable;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** A process that offers every {@link Service}. Not for several threads. */
public final class Upstream implements Closeable {
  private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
  private final Child child;

  private Upstream() throws IOException {
    for (Service service : Service.values()) {
      ports.put(service, Ports.free());
    }
    child = Child.java("", UpstreamMain.class, ports.values().toArray());
  }

  /**
   * Returns once it accepts.
   *
   * @throws IOException if it does not within 20 s
   */
  public static Upstream start() throws IOException, InterruptedException {
    Upstream upstream = new Upstream();
    for (int port : upstream.ports.values()) {
      Ports.awaitListening(port, upstream.child);
    }
    return upstream;
  }

  /** Where on loopback it offers {@code service}. */
  public int port(Service service) {
    return ports.get(service);
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
