package io.trixter.netem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DynamicRate;
import io.trixter.netem.Fault;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** That a throttle lets no byte pass early, none too many, and none too few. */
class ThrottleRuleFuzzTest {
  @Provide
  Arbitrary<List<Deed>> writes() {
    return Deed.lists(40, Deed.Kind.WRITE, Deed.Kind.SET, Deed.Kind.PASS, Deed.Kind.LIMIT);
  }

  @Fuzzed
  void aWriterPaysForEveryByteBeforeItMoves(@ForAll("writes") List<Deed> deeds) {
    DynamicRate rate = new DynamicRate(1000);
    Rules one = new ThrottledWriter(rate).rules(new FaultNames());
    new Simulation(rate, one.writing(), Op.WRITE).run(deeds);
  }

  @Fuzzed
  void aReaderPaysForEveryByteThatCame(@ForAll("writes") List<Deed> deeds) {
    DynamicRate rate = new DynamicRate(1000);
    Fault fault = new ThrottledReader(rate);
    new Simulation(rate, fault.rules(new FaultNames()).reading(), Op.READ).run(deeds);
  }

  @Provide
  Arbitrary<List<Deed>> pacedWrites() {
    return Deed.lists(40, Deed.Kind.WRITE, Deed.Kind.PASS, Deed.Kind.LIMIT);
  }

  @Fuzzed
  void withoutABurstNoByteLeavesEarlyNorLate(
      @ForAll @LongRange(min = 1, max = 1L << 40) long rate,
      @ForAll("pacedWrites") List<Deed> deeds) {
    Fault fault = new ThrottledWriter(rate).burst(Duration.ZERO);
    Rule[] rules = {
      fault.rules(new FaultNames()).writing(), fault.rules(new FaultNames()).writing()
    };
    Step step = new Step();
    long begun = Long.MAX_VALUE - 1_000_000_000; // soon wraps around
    long now = begun;
    long most = Long.MAX_VALUE;
    long passed = 0;
    for (Deed deed : deeds) {
      if (deed.kind() == Deed.Kind.PASS) {
        now += deed.amount() % 3_000_000_000L;
      } else if (deed.kind() == Deed.Kind.LIMIT) {
        most = 1 + deed.upTo(500);
      } else {
        Rule rule = rules[(int) (deed.amount() % 2)];
        long bytes = deed.upTo(3000);
        long start = now;
        rule.begin(Op.WRITE);
        long pieces = 1;
        for (long left = bytes; left > 0; ) {
          rule.before(Op.WRITE, left, now, step);
          if (step.kind() == Step.Kind.WAIT) {
            now += step.nanos();
            pieces++;
            continue;
          }
          long moved = Math.min(step.bytes(), most);
          rule.after(Op.WRITE, moved, false, now);
          left -= moved;
          passed += moved;
          assertThat(passed * 1e9 / rate).isLessThanOrEqualTo(now - begun + 5e6 + 2);
        }
        assertThat(now - start).isLessThanOrEqualTo((long) (bytes * 1e9 / rate) + pieces + 1);
      }
    }
  }

  /** Drives one rule, and beside it the model. */
  private static final class Simulation {
    private final DynamicRate knob;
    private final Rule rule;
    private final Op op;
    private final BucketModel model = new BucketModel();
    private final Step step = new Step();
    private long now = Long.MAX_VALUE - 1_000_000_000;
    private int innerTakes = Integer.MAX_VALUE;

    Simulation(DynamicRate knob, Rule rule, Op op) {
      this.knob = knob;
      this.rule = rule;
      this.op = op;
    }

    void run(List<Deed> deeds) {
      for (Deed deed : deeds) {
        switch (deed.kind()) {
          case SET -> knob.set(deed.oneOf(0, 7, 15, 1000, 999_999, 1L << 40));
          case PASS -> now += deed.amount() % 3_000_000_000L;
          case LIMIT -> innerTakes = 1 + deed.upTo(500);
          default -> operate(deed.upTo(3000));
        }
      }
    }

    private void operate(int bytes) {
      assertThat(rule.isOff()).isEqualTo(knob.get() == 0);
      if (rule.isOff()) {
        return;
      }
      rule.begin(op);
      int left = bytes;
      do {
        rule.before(op, left, now, step);
        boolean free = left == 0;
        if (!free) {
          model.settle(knob.get(), now);
        }
        if (step.kind() == Step.Kind.WAIT) {
          now += waited(left);
          continue;
        }
        assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
        if (!free) {
          assertThat(step.bytes()).isEqualTo(granted(left));
        }
        long moved = Math.min(step.bytes(), innerTakes);
        assertThat(rule.after(op, moved, false, now)).isZero();
        if (!free) {
          model.add(-moved);
        }
        left -= op == Op.READ ? left : (int) moved; // a read is over when bytes came
      } while (left > 0);
    }

    private long granted(int left) {
      assertThat(model.whole()).isGreaterThanOrEqualTo(BigInteger.valueOf(model.enough(left)));
      return model.whole().min(BigInteger.valueOf(left)).longValueExact();
    }

    private long waited(int left) {
      long enough = model.enough(left);
      assertThat(model.whole()).isLessThan(BigInteger.valueOf(enough));
      assertThat(BigInteger.valueOf(step.nanos())).isEqualTo(model.nanosUntil(enough));
      return step.nanos();
    }
  }
}
