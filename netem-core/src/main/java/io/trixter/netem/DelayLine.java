package io.trixter.netem;

import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;
import java.time.Duration;
import java.util.Objects;

/**
 * Delays what is written as a long wire does, by propagation delay: a write returns when the line
 * has taken its bytes, they leave a delay later, in order, and writing goes on meanwhile. A flush
 * returns at once, the half-close travels the same way, reads pass.
 *
 * <pre>{@code
 * Socket far = Netem.wrap(socket, new DelayLine(ofMillis(50), ofMillis(10)));
 * }</pre>
 *
 * <p>A line holds at most 64 MiB, and all lines of the JVM together at most a quarter of the
 * largest heap or 256 MiB, whichever is less. When that is short the share of each shrinks and a
 * write waits for room.
 *
 * <p>A failure of what is wrapped meets the next write, flush or half-close. Over a socket or
 * stream {@code close} returns at once, later operations fail, and what is held still leaves before
 * the socket closes; a linger of 0, a {@link Terminator} or a {@link Shutdowner} drops it. Closing
 * a channel drops what is held. A line over a stream has a daemon thread while it holds bytes, and
 * none with a {@link VirtualClock}.
 *
 * <p>Each write's delay is uniform in {@code delay} plus or minus {@code jitter} and never below 0.
 * With delay and jitter of zero the line is off. Setting them reaches bytes that are held already:
 * a lowered delay releases early. Safe for any thread.
 */
public final class DelayLine extends Fault {
  private static final long WINDOW = 64 << 20;
  private static final DelayBudget BUDGET = new DelayBudget(DelayBudget.defaultBytes(), () -> {});

  private final DynamicDuration delay;
  private final DynamicDuration jitter;

  /**
   * Delays by {@code delay}, without jitter.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range
   */
  public DelayLine(Duration delay) {
    this(delay, Duration.ZERO);
  }

  /**
   * Delays by {@code delay} plus or minus {@code jitter}, by the seed of this run.
   *
   * @throws IllegalArgumentException if one is out of {@link DynamicDuration}'s range
   */
  public DelayLine(Duration delay, Duration jitter) {
    this(new DynamicDuration(delay), new DynamicDuration(jitter));
  }

  /**
   * Like {@link #DelayLine(Duration, Duration)}, with draws from {@code seed}, all 64 bits. In a
   * factory the factory's seed is drawn from instead.
   *
   * @throws IllegalArgumentException if one is out of {@link DynamicDuration}'s range
   */
  public DelayLine(Duration delay, Duration jitter, long seed) {
    this(new DynamicDuration(delay), new DynamicDuration(jitter), seed);
  }

  /** Delays by {@code delay}, a knob that others may share, without jitter. */
  public DelayLine(DynamicDuration delay) {
    this(delay, new DynamicDuration(Duration.ZERO));
  }

  /** Delays by {@code delay} plus or minus {@code jitter}, knobs that others may share. */
  public DelayLine(DynamicDuration delay, DynamicDuration jitter) {
    this.delay = Objects.requireNonNull(delay, "delay");
    this.jitter = Objects.requireNonNull(jitter, "jitter");
  }

  /**
   * Like {@link #DelayLine(DynamicDuration, DynamicDuration)}, with draws from {@code seed}, all 64
   * bits. In a factory the factory's seed is drawn from instead.
   */
  public DelayLine(DynamicDuration delay, DynamicDuration jitter, long seed) {
    super(seed);
    this.delay = Objects.requireNonNull(delay, "delay");
    this.jitter = Objects.requireNonNull(jitter, "jitter");
  }

  /**
   * Sets the delay.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range; it stays what
   *     it was
   */
  public void set(Duration delay) {
    this.delay.set(delay);
  }

  /**
   * Sets the jitter.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range; it stays what
   *     it was
   */
  public void setJitter(Duration jitter) {
    this.jitter.set(jitter);
  }

  @Override
  public Rules rules(RandomSource source) {
    DelayQueue line = new DelayQueue(delay.knob(), jitter.knob(), source, WINDOW, BUDGET);
    return Rules.of("DelayLine").line(line);
  }
}
