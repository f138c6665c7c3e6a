package io.trixter.proxy;

import java.time.Duration;

/**
 * What a proxy is started with.
 *
 * @param listen where clients connect; port 0 picks one
 * @param upstream where their connections go; its name is looked up at each connection
 * @param defaults what connections start with; may be turned while the proxy runs
 * @param seed the seed of every draw, all 64 bits
 * @param connectTimeout how long the upstream may take to answer; above zero
 * @param connectionDuration how old a connection may grow, counted from accept; zero is for ever
 * @param delayWindowBytes how much a direction may hold in its delay line, at most
 * @param delayBudgetBytes how much all delay lines may hold together
 * @param threads how many event loops carry the traffic
 */
public record ProxyConfig(
    HostPort listen,
    HostPort upstream,
    Directions defaults,
    long seed,
    Duration connectTimeout,
    Duration connectionDuration,
    long delayWindowBytes,
    long delayBudgetBytes,
    int threads) {

  private static final long DELAY_WINDOW = 64 << 20;

  /** A proxy with every fault off and the default limits. */
  public static ProxyConfig of(HostPort listen, HostPort upstream, long seed) {
    return new ProxyConfig(
        listen,
        upstream,
        new Directions(),
        seed,
        Duration.ofSeconds(10),
        Duration.ZERO,
        DELAY_WINDOW,
        Runtime.getRuntime().maxMemory() / 4,
        Runtime.getRuntime().availableProcessors());
  }
}
