package io.trixter.netem;

import io.trixter.netem.stream.VirtualTime;
import java.time.Duration;

/**
 * Time for a test: what a fault has a thread wait for passes at once, so 30 s of latency take none,
 * and are counted here. A read of a {@link Netem#pipe(VirtualClock) pipe} waits for its peer
 * really, and times out when the time that others let pass is over.
 *
 * <p>With one thread a test is deterministic; with several the time is the sum of what all have
 * waited. Safe for any thread.
 */
public final class VirtualClock {
  private final VirtualTime time = new VirtualTime();

  /** A clock that stands at zero. */
  public VirtualClock() {}

  /** How much time has passed. */
  public Duration elapsed() {
    return time.elapsed();
  }

  /**
   * Lets time pass.
   *
   * @throws IllegalArgumentException if {@code duration} is negative or longer than {@code
   *     Long.MAX_VALUE} nanoseconds
   */
  public void advance(Duration duration) {
    time.advance(DynamicDuration.nanos(duration));
  }

  VirtualTime time() {
    return time;
  }
}
