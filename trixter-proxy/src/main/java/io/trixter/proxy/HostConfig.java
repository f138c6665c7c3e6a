package io.trixter.proxy;

import io.trixter.netem.Netem;
import io.trixter.netem.kernel.DelayBudget;

/**
 * The configuration of a host: what its proxies share. Immutable: each {@code with} returns another
 * one.
 *
 * @param seed the seed of every draw, all 64 bits
 * @param threads how many event loops carry the traffic
 * @param delayBudgetBytes how much all delay lines may hold together, bookkeeping included; less
 *     than 4 KiB is taken for 4 KiB. A connection for which there is no room is not read until
 *     there is
 * @param logged whether the log has a line for each connection that is opened or ended, and for
 *     what becomes of proxies other than {@code trixter}
 */
public record HostConfig(long seed, int threads, long delayBudgetBytes, boolean logged) {
  /** Checks the ranges. */
  public HostConfig {
    Checks.that(threads > 0, "threads must be at least 1", threads);
    Checks.that(delayBudgetBytes > 0, "delayBudgetBytes must be at least 1", delayBudgetBytes);
  }

  /** A host that writes to the log. */
  public HostConfig(long seed, int threads, long delayBudgetBytes) {
    this(seed, threads, delayBudgetBytes, true);
  }

  /**
   * The seed of the run, an event loop for each processor, and a quarter of the largest heap for
   * delay, at most 256 MiB.
   */
  public HostConfig() {
    this(Netem.seed(), Runtime.getRuntime().availableProcessors(), DelayBudget.defaultBytes());
  }

  /** Returns the same with another seed. */
  public HostConfig withSeed(long other) {
    return new HostConfig(other, threads, delayBudgetBytes, logged);
  }

  /**
   * Returns the same with another number of event loops.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public HostConfig withThreads(int other) {
    return new HostConfig(seed, other, delayBudgetBytes, logged);
  }

  /**
   * Returns the same with another budget.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public HostConfig withDelayBudgetBytes(long other) {
    return new HostConfig(seed, threads, other, logged);
  }

  /** Returns the same without lines of the log for its proxies and their connections. */
  public HostConfig withoutLog() {
    return new HostConfig(seed, threads, delayBudgetBytes, false);
  }
}
