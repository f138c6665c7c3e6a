package io.trixter.proxy.cli;

import io.trixter.proxy.Metrics;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import java.util.function.ToLongFunction;

/** What a program that runs a host does until it ends, besides serving. */
final class Program {
  private Program() {}

  /**
   * Keeps house on the calling thread until that is interrupted, and ends the program if {@code
   * host} is lost.
   *
   * @param record is written then too
   */
  static void run(ProxyHost host, RecordFile record) throws InterruptedException {
    FatalErrors.handle(host::isLost, record::close);
    new Housekeeper(
            () -> sum(host, Metrics::connectionsAccepted),
            () -> sum(host, Program::activity),
            System::gc)
        .keep();
  }

  private static long sum(ProxyHost host, ToLongFunction<Metrics> counter) {
    return host.proxies().stream().map(Proxy::metrics).mapToLong(counter).sum();
  }

  private static long activity(Metrics metrics) {
    long sum = metrics.connectionsAccepted();
    for (Direction direction : Direction.values()) {
      sum += metrics.bytesRelayed(direction);
    }
    for (EndCause cause : EndCause.values()) {
      sum += metrics.connectionsEnded(cause);
    }
    return sum;
  }
}
