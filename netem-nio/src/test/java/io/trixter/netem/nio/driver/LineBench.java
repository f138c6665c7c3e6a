package io.trixter.netem.nio.driver;

import io.trixter.netem.DynamicDuration;
import java.time.Duration;

/** A delay line over a bench's in-memory channel, with all its knobs. */
final class LineBench {
  static final long SEED = 42;

  final DynamicDuration delay = new DynamicDuration(Duration.ofMillis(50));
  final DynamicDuration jitter = new DynamicDuration(Duration.ZERO);
  private final Bench bench;
  int strikes;

  LineBench(Bench bench) {
    this.bench = bench;
  }

  LineChannel line() {
    return line(64 << 20, new DelayBudget(256 << 20));
  }

  LineChannel line(long window, DelayBudget budget) {
    return line(0, window, budget);
  }

  LineChannel line(long connection, long window, DelayBudget budget) {
    Chance chance = new Chance(SEED, connection, 0);
    return LineChannel.wrap(
        bench.inner, () -> bench.reactor, delay, jitter, chance, window, budget, () -> strikes++);
  }
}
