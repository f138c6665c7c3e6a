package io.trixter.proxy.api;

import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.model.Knobs;
import java.time.Duration;

/** Where a client wants one fault's knobs to stand. */
sealed interface Setting {
  /** Refuses a value that no knob takes; asked before any knob is set. */
  default void check() {}

  /** Sets the knobs of one direction. */
  void set(Knobs knobs);

  /** Each chunk takes {@code delay}, give or take {@code jitter}. */
  record Delay(Duration delay, Duration jitter) implements Setting {
    @Override
    public void set(Knobs knobs) {
      knobs.jitter().set(jitter);
      knobs.delay().set(delay);
    }
  }

  /** At most this many bytes a second. */
  record Throttle(long bytesPerSecond) implements Setting {
    @Override
    public void set(Knobs knobs) {
      knobs.throttle().set(bytesPerSecond);
    }
  }

  /** At most this many bytes leave at once. */
  record Slice(long bytes) implements Setting {
    @Override
    public void set(Knobs knobs) {
      knobs.slice().set(bytes);
    }
  }

  /** The probability that a chunk ends the connection. */
  record Termination(double probability) implements Setting {
    @Override
    public void check() {
      checkProbability(probability);
    }

    @Override
    public void set(Knobs knobs) {
      knobs.termination().set(probability);
    }
  }

  /** The probability that garbage precedes a chunk. */
  record Corruption(double probability) implements Setting {
    @Override
    public void check() {
      checkProbability(probability);
    }

    @Override
    public void set(Knobs knobs) {
      knobs.corruption().set(probability);
    }
  }

  private static void checkProbability(double probability) {
    if (!(probability >= 0.0 && probability <= 1.0)) {
      throw new ApiException(400, "invalid probability; must be between 0.0 and 1.0");
    }
  }
}
