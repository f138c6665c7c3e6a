package io.trixter.proxy;

import io.trixter.netem.FaultLog;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.Netem;
import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.nio.Engine;
import java.util.Objects;

/**
 * The configuration of a host: what its proxies share. Immutable: each {@code with} returns another
 * one.
 *
 * @param seed the seed of every draw, all 64 bits
 * @param engine what the event loops wait on
 * @param threads how many event loops carry the traffic
 * @param delayBudgetBytes how much all delay lines may hold together, bookkeeping included; less
 *     than 4 KiB is taken for 4 KiB. A connection for which there is no room is not read until
 *     there is
 * @param logged whether the log has a line for each connection that is opened or ended, and for
 *     what becomes of proxies other than {@code trixter}
 * @param recorded what is told of its configuration in a record of what chance does; null, the
 *     default, for no record
 * @param replayed the record that is done again; null, the default, for none. A replay is not
 *     recorded
 */
public record HostConfig(
    long seed,
    Engine engine,
    int threads,
    long delayBudgetBytes,
    boolean logged,
    String recorded,
    FaultRecord replayed) {
  /** Checks the ranges. */
  public HostConfig {
    Objects.requireNonNull(engine, "engine");
    Checks.that(threads > 0, "threads must be at least 1", threads);
    Checks.that(delayBudgetBytes > 0, "delayBudgetBytes must be at least 1", delayBudgetBytes);
  }

  /**
   * A host that writes to the log, on the engine that {@link Engine#configured()} returns.
   *
   * @throws IllegalArgumentException if a value is out of range, or the system property for the
   *     engine names none
   */
  public HostConfig(long seed, int threads, long delayBudgetBytes) {
    this(seed, Engine.configured(), threads, delayBudgetBytes, true, null, null);
  }

  /**
   * The seed of the run, an event loop for each processor, and a quarter of the largest heap for
   * delay, at most 256 MiB; on the engine that {@link Engine#configured()} returns.
   *
   * @throws IllegalArgumentException if the system property for the engine names none
   */
  public HostConfig() {
    this(Netem.seed(), Runtime.getRuntime().availableProcessors(), DelayBudget.defaultBytes());
  }

  /** Returns the same with another seed. */
  public HostConfig withSeed(long other) {
    return new HostConfig(other, engine, threads, delayBudgetBytes, logged, recorded, replayed);
  }

  /** Returns the same on another engine; whether that is possible here is seen at the start. */
  public HostConfig withEngine(Engine other) {
    return new HostConfig(seed, other, threads, delayBudgetBytes, logged, recorded, replayed);
  }

  /**
   * Returns the same with another number of event loops.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public HostConfig withThreads(int other) {
    return new HostConfig(seed, engine, other, delayBudgetBytes, logged, recorded, replayed);
  }

  /**
   * Returns the same with another budget.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public HostConfig withDelayBudgetBytes(long other) {
    return new HostConfig(seed, engine, threads, other, logged, recorded, replayed);
  }

  /** Returns the same without lines of the log for its proxies and their connections. */
  public HostConfig withoutLog() {
    return new HostConfig(seed, engine, threads, delayBudgetBytes, false, recorded, replayed);
  }

  /**
   * Returns the same that records what chance does, for {@link ProxyHost#record()}.
   *
   * @param configuration what the header of the record says of the configuration; for people
   */
  public HostConfig withRecord(String configuration) {
    Objects.requireNonNull(configuration, "configuration");
    return new HostConfig(seed, engine, threads, delayBudgetBytes, logged, configuration, replayed);
  }

  /**
   * Returns the same that does {@code record} again instead of drawing: see {@link
   * ProxyHost#setFaultLog}. What else is drawn, such as jitter, comes from the seed of the record.
   */
  public HostConfig withReplay(FaultRecord record) {
    return new HostConfig(
        record.seed(), engine, threads, delayBudgetBytes, logged, recorded, record);
  }

  /** Returns a log for one run of the host; null where nothing is recorded or replayed. */
  FaultLog faultLog() {
    if (replayed != null) {
      return Netem.replay(replayed);
    }
    return recorded == null ? null : new FaultRecord(seed, recorded, FaultRecord.MOST_EVENTS);
  }
}
