package io.trixter.netem;

import io.trixter.netem.stream.VirtualTime;
import java.time.Duration;

/**
 * A clock for tests: waits in faults return at once, so that 30 s of latency take no time, and are
 * counted here. A read of a {@link Netem#pipe(VirtualClock) pipe} waits for its peer really, and
 * times out when other threads have let that much time pass.
 *
 * <p>What a {@link DelayLine} holds is handed on by the thread that lets its time pass: one that
 * waits in a fault, calls {@link #advance}, or waits for its peer. The last lets time pass up to
 * the next thing that is due, but not beyond its own timeout. So one thread may write to one end of
 * a pipe and read from the other:
 *
 * <pre>{@code
 * VirtualClock clock = new VirtualClock();
 * Pipe pipe = Netem.pipe(clock);
 * Socket far = Netem.wrap(pipe.client(), new DelayLine(ofSeconds(30)));
 * far.getOutputStream().write(7);
 * pipe.server().getInputStream().read(); // 7, and clock.elapsed() is 30 s
 * }</pre>
 *
 * <p>A pipe takes what a delay line hands on however full it is, because the thread that would wait
 * may be its reader. With one thread a test is deterministic; with several the time is the sum of
 * what all have waited. Safe for any thread.
 */
public final class VirtualClock {
  private final VirtualTime time = new VirtualTime();

  /** A clock that stands at zero. */
  public VirtualClock() {}

  /** Returns how much time has passed. */
  public Duration elapsed() {
    return time.elapsed();
  }

  /**
   * Lets time pass. What is due meanwhile is handed on at its time, on this thread.
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
