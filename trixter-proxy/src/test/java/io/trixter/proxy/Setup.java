package io.trixter.proxy;

import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** A proxy's configuration in the making: all faults off, on any free port of loopback. */
record Setup(ProxyConfig config) {
  static final long SEED = 42;

  static Setup to(HostPort upstream) {
    return new Setup(ProxyConfig.of(new HostPort("127.0.0.1", 0), upstream, SEED));
  }

  static Setup to(Upstream upstream) {
    return to(upstream.address());
  }

  Setup seed(long seed) {
    return with(
        seed,
        config.connectTimeout(),
        config.connectionDuration(),
        config.delayWindowBytes(),
        config.delayBudgetBytes(),
        config.threads());
  }

  Setup connectTimeout(Duration timeout) {
    return with(
        config.seed(),
        timeout,
        config.connectionDuration(),
        config.delayWindowBytes(),
        config.delayBudgetBytes(),
        config.threads());
  }

  Setup connectionDuration(Duration duration) {
    return with(
        config.seed(),
        config.connectTimeout(),
        duration,
        config.delayWindowBytes(),
        config.delayBudgetBytes(),
        config.threads());
  }

  Setup delayMemory(long window, long budget) {
    return with(
        config.seed(),
        config.connectTimeout(),
        config.connectionDuration(),
        window,
        budget,
        config.threads());
  }

  Setup threads(int threads) {
    return with(
        config.seed(),
        config.connectTimeout(),
        config.connectionDuration(),
        config.delayWindowBytes(),
        config.delayBudgetBytes(),
        threads);
  }

  /** Sets the knobs of both directions that connections start with. */
  Setup faults(Consumer<Knobs> change) {
    change.accept(config.defaults().upstream());
    change.accept(config.defaults().downstream());
    return this;
  }

  private Setup with(
      long seed,
      Duration connectTimeout,
      Duration connectionDuration,
      long window,
      long budget,
      int threads) {
    return new Setup(
        new ProxyConfig(
            config.listen(),
            config.upstream(),
            config.defaults(),
            seed,
            connectTimeout,
            connectionDuration,
            window,
            budget,
            threads));
  }

  Proxy start() throws IOException {
    return Proxy.start(config);
  }

  /** The proxy's connection that {@code client} has, once both sides are open. */
  static Connection connectionOf(Proxy proxy, Peer client) {
    Connection[] found = new Connection[1];
    Await.until(
        "the connection is listed",
        () -> {
          for (Connection each : proxy.connections()) {
            if (each.downstream().equals(client.address())) {
              found[0] = each;
            }
          }
          return found[0] != null;
        });
    return found[0];
  }

  /** Waits until all that has ended is no longer listed. */
  static void awaitNoConnections(Proxy proxy) {
    Await.until("no connection is listed", () -> proxy.connections().isEmpty());
  }
}
