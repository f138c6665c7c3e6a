package io.trixter.netem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trixter.netem.LossModel;
import io.trixter.netem.Stall;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** A {@link Stall} at any seed, against its model. */
class StallFuzzTest {
  private static final int SEGMENTS = 50_000;
  private static final long RTO = 200_000_000;

  private final Step step = new Step();

  private static RandomSource source(long seed) {
    return new RandomSource(seed, 0, "Stall");
  }

  /** Seven standard deviations are tolerated: of 10^11 runs one fails. */
  @Fuzzed
  void losesTheShareAndInTheRunsThatTheModelSays(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.02, max = 0.3) double p,
      @ForAll @IntRange(min = 2, max = 8) int burst) {
    Rule rule = new Stall(p).burst(burst).rules(source(seed)).writing();
    LossModel model = LossModel.of(rule, SEGMENTS, RTO);
    double toGood = 1.0 / burst;
    double toBad = toGood * p / (1 - p);
    double memory = 1 - toGood - toBad;
    double share = Math.sqrt(p * (1 - p) / SEGMENTS * (1 + memory) / (1 - memory));
    double runs = SEGMENTS * p / burst;
    double run = Math.sqrt((1 - toGood) / runs) * burst;
    assertThat(model.share()).isCloseTo(p, within(7 * share));
    assertThat(model.meanRun()).isCloseTo(burst, within(7 * run * (1 + 7 / Math.sqrt(runs))));
    assertThat(model.wrongPauses()).isEmpty();
  }

  @Provide
  Arbitrary<List<Deed>> operations() {
    return Deed.lists(
        60, Deed.Kind.READ, Deed.Kind.WRITE, Deed.Kind.FLUSH, Deed.Kind.SET, Deed.Kind.LIMIT);
  }

  @Fuzzed
  void movesEveryByteOfEveryOperationAndHoldsNoneForEver(
      @ForAll long seed, @ForAll("operations") List<Deed> deeds) {
    Stall fault = new Stall(0.3);
    Rule reading = fault.rules(source(seed)).reading();
    Rule writing = fault.rules(source(seed)).writing();
    long most = Long.MAX_VALUE;
    long now = Long.MAX_VALUE - RTO; // soon wraps around
    for (Deed deed : deeds) {
      switch (deed.kind()) {
        case SET -> fault.set(new double[] {0, 0.01, 0.3, 0.8}[(int) deed.oneOf(0, 1, 2, 3)]);
        case LIMIT -> most = 1 + deed.upTo(3000);
        case READ -> now = read(reading, 1 + deed.upTo(10_000), deed.upTo(1) == 0, now);
        default -> now = write(writing, deed, most, now);
      }
    }
  }

  private long write(Rule rule, Deed deed, long most, long begun) {
    Op op = deed.kind() == Deed.Kind.WRITE ? Op.WRITE : Op.FLUSH;
    long left = op == Op.WRITE ? deed.amount() % 1_000_000 : 0;
    long now = begun;
    rule.begin(op);
    do {
      rule.before(op, left, now, step);
      if (step.kind() == Step.Kind.WAIT) {
        assertThat(left).isPositive();
        assertThat(step.nanos()).isPositive();
        now += step.nanos();
        continue;
      }
      assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
      assertThat(step.bytes()).isBetween(Math.min(1, left), left);
      long moved = Math.min(most, step.bytes());
      left -= moved;
      assertThat(rule.after(op, moved, false, now)).isZero();
    } while (left > 0);
    return now;
  }

  private long read(Rule rule, long room, boolean sameBurst, long begun) {
    rule.begin(Op.READ);
    rule.before(Op.READ, room, begun, step);
    assertThat(step.bytes()).isBetween(1L, room);
    long came = step.bytes();
    long now = begun;
    for (long hold; (hold = rule.after(Op.READ, came, sameBurst, now)) > 0; ) {
      now += hold;
    }
    long ready = rule.ready(came, true, now);
    assertThat(ready).isBetween(0L, came);
    return now;
  }
}
