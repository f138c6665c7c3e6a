package io.trixter.netem.nio.driver;

import io.trixter.netem.DelayLine;
import io.trixter.netem.DynamicDuration;
import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;
import java.time.Duration;
import java.util.List;

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

  FaultChannel line() {
    return line(64 << 20, new DelayBudget(256 << 20));
  }

  FaultChannel line(long window, DelayBudget budget) {
    return line(0, window, budget);
  }

  FaultChannel line(long connection, long window, DelayBudget budget) {
    RandomSource source = new RandomSource(SEED, connection, "DelayLine");
    DelayQueue queue = new DelayLine(delay, jitter).rules(source).line();
    Rules rules = Rules.of("DelayLine").line(queue.within(window, budget, 0));
    return FaultChannel.wrap(bench.inner, List.of(new Part(rules, () -> strikes++)));
  }
}
