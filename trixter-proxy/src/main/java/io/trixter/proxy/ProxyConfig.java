package io.trixter.proxy;

import io.trixter.netem.kernel.DelayBudget;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.HostPort;
import java.time.Duration;
import java.util.Objects;

/**
 * The configuration of a proxy.
 *
 * <p>The upstream's name is looked up by the JVM, whose caches are left alone: an answer may be as
 * old as {@code networkaddress.cache.ttl} says, 30 s unless set, and "unknown host" as old as
 * {@code networkaddress.cache.negative.ttl}, 10 s. The program {@code trixter} sets both to a
 * second.
 *
 * @param listen where clients connect; port 0 picks one
 * @param upstream where their connections go; its name is looked up at each connection
 * @param defaults what connections start with; may be set while the proxy runs
 * @param seed the seed of every draw, all 64 bits
 * @param connectTimeout how long the look-up and all attempts to connect may take together; above
 *     zero
 * @param connectionDuration how old a connection may grow, counted from accept; zero is for ever
 * @param delayWindowBytes how much a direction may hold in its delay line, at most, bookkeeping
 *     included; less than 4 KiB is taken for 4 KiB
 * @param delayBudgetBytes how much all delay lines may hold together, likewise; a connection for
 *     which there is no room is not read until there is
 * @param threads how many event loops carry the traffic
 */
public record ProxyConfig(
    HostPort listen,
    HostPort upstream,
    ConnectionKnobs defaults,
    long seed,
    Duration connectTimeout,
    Duration connectionDuration,
    long delayWindowBytes,
    long delayBudgetBytes,
    int threads) {

  private static final long DELAY_WINDOW = 64 << 20;

  /** Checks the ranges. */
  public ProxyConfig {
    Objects.requireNonNull(listen, "listen");
    Objects.requireNonNull(upstream, "upstream");
    Objects.requireNonNull(defaults, "defaults");
    check(nanos(connectTimeout) > 0, "connectTimeout must be above 0", connectTimeout);
    check(
        nanos(connectionDuration) >= 0, "connectionDuration must be 0 or more", connectionDuration);
    check(delayWindowBytes > 0, "delayWindowBytes must be at least 1", delayWindowBytes);
    check(delayBudgetBytes > 0, "delayBudgetBytes must be at least 1", delayBudgetBytes);
    check(threads > 0, "threads must be at least 1", threads);
  }

  private static void check(boolean right, String rule, Object got) {
    if (!right) {
      throw new IllegalArgumentException(rule + " (got " + got + ")");
    }
  }

  /** The duration in nanoseconds; -1 if they are more than a {@code long} holds. */
  private static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return -1;
    }
  }

  /** A proxy with every fault off and the default limits. */
  public static ProxyConfig of(HostPort listen, HostPort upstream, long seed) {
    return new ProxyConfig(
        listen,
        upstream,
        new ConnectionKnobs(),
        seed,
        Duration.ofSeconds(10),
        Duration.ZERO,
        DELAY_WINDOW,
        DelayBudget.defaultBytes(),
        Runtime.getRuntime().availableProcessors());
  }

  /** The same, with other knobs to start with. */
  ProxyConfig withDefaults(ConnectionKnobs others) {
    return with(others, seed, connectTimeout, connectionDuration);
  }

  /** The same, with another seed. */
  ProxyConfig withSeed(long other) {
    return with(defaults, other, connectTimeout, connectionDuration);
  }

  /** The same, with another patience. */
  ProxyConfig withConnectTimeout(Duration timeout) {
    return with(defaults, seed, timeout, connectionDuration);
  }

  /** The same, with another limit of age. */
  ProxyConfig withConnectionDuration(Duration limit) {
    return with(defaults, seed, connectTimeout, limit);
  }

  private ProxyConfig with(ConnectionKnobs knobs, long draws, Duration patience, Duration age) {
    return new ProxyConfig(
        listen, upstream, knobs, draws, patience, age, delayWindowBytes, delayBudgetBytes, threads);
  }
}
