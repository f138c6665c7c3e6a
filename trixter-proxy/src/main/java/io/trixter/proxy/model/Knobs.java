package io.trixter.proxy.model;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.DynamicProbability;
import io.trixter.netem.DynamicRate;
import io.trixter.netem.DynamicSize;
import java.time.Duration;

/**
 * The live settings of one direction of a connection, each off at zero. Any thread may set and read
 * them; bytes that are held already follow within 10 ms.
 *
 * @param delay how long each chunk takes on its way
 * @param jitter by how much a chunk's delay may differ from {@code delay}, either way
 * @param throttle the rate
 * @param slice the largest piece that leaves at once
 * @param termination the probability that a chunk read, or a chunk written, ends the connection
 * @param corruption the probability that garbage precedes a chunk
 */
public record Knobs(
    DynamicDuration delay,
    DynamicDuration jitter,
    DynamicRate throttle,
    DynamicSize slice,
    DynamicProbability termination,
    DynamicProbability corruption) {

  /** Knobs that are all off. */
  public Knobs() {
    this(
        new DynamicDuration(Duration.ZERO),
        new DynamicDuration(Duration.ZERO),
        new DynamicRate(0),
        new DynamicSize(0),
        new DynamicProbability(0.0),
        new DynamicProbability(0.0));
  }

  /** Returns whether every one of them is off. */
  public boolean isOff() {
    return delay.get().isZero()
        && jitter.get().isZero()
        && throttle.get() == 0
        && slice.get() == 0
        && termination.get() == 0.0
        && corruption.get() == 0.0;
  }

  /** Sets every one of them off. */
  public void setOff() {
    jitter.set(Duration.ZERO);
    delay.set(Duration.ZERO);
    throttle.set(0);
    slice.set(0);
    termination.set(0.0);
    corruption.set(0.0);
  }

  /** Sets every one of them to where {@code others} stand. */
  public void setTo(Knobs others) {
    delay.set(others.delay.get());
    jitter.set(others.jitter.get());
    throttle.set(others.throttle.get());
    slice.set(others.slice.get());
    termination.set(others.termination.get());
    corruption.set(others.corruption.get());
  }

  /** Knobs of their own that start where these stand now. */
  public Knobs copy() {
    return new Knobs(
        new DynamicDuration(delay.get()),
        new DynamicDuration(jitter.get()),
        new DynamicRate(throttle.get()),
        new DynamicSize(slice.get()),
        new DynamicProbability(termination.get()),
        new DynamicProbability(corruption.get()));
  }
}
