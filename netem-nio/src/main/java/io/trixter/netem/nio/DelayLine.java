package io.trixter.netem.nio;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.nio.driver.Chance;
import io.trixter.netem.nio.driver.DelayBudget;
import io.trixter.netem.nio.driver.LineChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Propagation delay on what is written, as a long wire has it: a write completes when the line has
 * taken its bytes, they leave a delay later, in order, and writing goes on meanwhile. The
 * half-close travels the same way. Reads pass.
 *
 * <p>A line holds at most 64 MiB, and all lines of the JVM together at most a quarter of the
 * largest heap; when that is short the share of each shrinks and a write waits for room. A failure
 * of the channel meets the next write or half-close. Closing the channel drops what is held.
 *
 * <p>With delay and jitter of zero it is off. Turning them reaches bytes that are held already: a
 * lowered delay releases early. Safe for any thread.
 */
public final class DelayLine {
  private static final long WINDOW = 64 << 20;
  private static final DelayBudget BUDGET = new DelayBudget(Runtime.getRuntime().maxMemory() / 4);

  private final DynamicDuration delay;
  private final DynamicDuration jitter;
  private final long seed;
  private final AtomicLong wrapped = new AtomicLong();

  /**
   * Lines of the given delay, without jitter.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range
   */
  public DelayLine(Duration delay) {
    this(new DynamicDuration(delay), new DynamicDuration(Duration.ZERO), 0);
  }

  /**
   * Lines whose every write is delayed by {@code delay} give or take {@code jitter}, uniformly, and
   * never below zero.
   *
   * @param seed of the draws, all 64 bits; each line that is wrapped draws on its own
   */
  public DelayLine(DynamicDuration delay, DynamicDuration jitter, long seed) {
    this.delay = Objects.requireNonNull(delay, "delay");
    this.jitter = Objects.requireNonNull(jitter, "jitter");
    this.seed = seed;
  }

  /**
   * Turns the delay.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range; it stays what
   *     it was
   */
  public void set(Duration delay) {
    this.delay.set(delay);
  }

  /** Puts a line of its own in front of {@code channel}, which is to be used through it alone. */
  public AsynchronousSocketChannel wrap(AsynchronousSocketChannel channel) {
    return LineChannel.wrap(
        Objects.requireNonNull(channel, "channel"),
        NetemChannelProvider::defaultReactor,
        delay,
        jitter,
        new Chance(seed, wrapped.getAndIncrement(), 0),
        WINDOW,
        BUDGET,
        () -> {});
  }
}
