package io.trixter.netem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.DynamicDuration;
import io.trixter.netem.SlowCloser;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;

/** That a delay is over neither early nor late, however its knob is set meanwhile. */
class DelayRuleFuzzTest {
  private final DynamicDuration delay = new DynamicDuration(Duration.ZERO);
  private final Step step = new Step();
  private long now;

  @BeforeTry
  void startAfresh() {
    delay.set(Duration.ofMillis(25));
    now = Long.MAX_VALUE - 1_000_000_000;
  }

  @Provide
  Arbitrary<List<Deed>> operations() {
    return Deed.lists(
        40,
        Deed.Kind.READ,
        Deed.Kind.WRITE,
        Deed.Kind.FLUSH,
        Deed.Kind.SHUTDOWN,
        Deed.Kind.SET,
        Deed.Kind.PASS);
  }

  @Fuzzed
  void aWriteAndTheHalfCloseStartLateAndAFlushDoesNot(@ForAll("operations") List<Deed> deeds) {
    Rule rule = new DelayedWriter(delay).rules(new FaultNames()).writing();
    for (Iterator<Deed> rest = deeds.iterator(); rest.hasNext(); ) {
      Deed deed = rest.next();
      switch (deed.kind()) {
        case FLUSH -> {
          rule.begin(Op.FLUSH);
          rule.before(Op.FLUSH, 0, now, step);
          assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
        }
        case READ, WRITE -> start(rule, Op.WRITE, deed.upTo(100), rest);
        case SHUTDOWN -> start(rule, Op.SHUTDOWN, 0, rest);
        default -> meanwhile(deed);
      }
    }
  }

  @Fuzzed
  void theHalfCloseAloneWaitsForASlowCloser(@ForAll("operations") List<Deed> deeds) {
    Rule rule = new SlowCloser(delay).rules(new FaultNames()).writing();
    for (Iterator<Deed> rest = deeds.iterator(); rest.hasNext(); ) {
      Deed deed = rest.next();
      switch (deed.kind()) {
        case FLUSH -> passes(rule, Op.FLUSH, 0);
        case READ, WRITE -> passes(rule, Op.WRITE, deed.upTo(100));
        case SHUTDOWN -> waitFor(rule, Op.SHUTDOWN, 0, rest);
        default -> meanwhile(deed);
      }
    }
  }

  private void passes(Rule rule, Op op, int bytes) {
    rule.begin(op);
    rule.before(op, bytes, now, step);
    assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
    assertThat(step.bytes()).isEqualTo(bytes);
  }

  private void start(Rule rule, Op op, int bytes, Iterator<Deed> rest) {
    waitFor(rule, op, bytes, rest);
    delay.set(Duration.ofNanos(Long.MAX_VALUE)); // what has started is not held again
    rule.before(op, bytes, now, step);
    assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
    delay.set(Duration.ofMillis(25));
  }

  private void waitFor(Rule rule, Op op, int bytes, Iterator<Deed> rest) {
    rule.begin(op);
    long asked = now;
    rule.before(op, bytes, now, step);
    while (step.kind() == Step.Kind.WAIT) {
      assertThat(step.nanos()).isPositive().isEqualTo(nanos() - (now - asked));
      waitOr(rest, step.nanos());
      rule.before(op, bytes, now, step);
    }
    assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
    assertThat(step.bytes()).isEqualTo(bytes);
    assertThat(now - asked).isGreaterThanOrEqualTo(nanos());
  }

  @Fuzzed
  void theFirstBytesOfABurstAreHeldAndTheRestIsFree(@ForAll("operations") List<Deed> deeds) {
    Rule rule = new DelayedReader(delay).rules(new FaultNames()).reading();
    long cameAt = now;
    boolean seen = false; // by who asked what is ready
    for (Iterator<Deed> rest = deeds.iterator(); rest.hasNext(); ) {
      Deed deed = rest.next();
      boolean sameBurst = deed.amount() % 3 == 0;
      switch (deed.kind()) {
        case READ, WRITE, SHUTDOWN -> {
          rule.begin(Op.READ);
          rule.before(Op.READ, 100, now, step);
          assertThat(step.bytes()).isEqualTo(100);
          cameAt = seen && !sameBurst ? cameAt : now;
          seen = false;
          hold(rule, sameBurst, cameAt, rest);
        }
        case FLUSH -> {
          cameAt = seen || sameBurst ? cameAt : now;
          seen |= !sameBurst;
          boolean over = sameBurst || now - cameAt >= nanos();
          assertThat(rule.ready(9, sameBurst, now)).isEqualTo(over ? 9 : 0);
        }
        default -> meanwhile(deed);
      }
    }
  }

  private void hold(Rule rule, boolean sameBurst, long cameAt, Iterator<Deed> rest) {
    long held = rule.after(Op.READ, 9, sameBurst, now);
    while (held > 0) {
      assertThat(sameBurst).isFalse();
      assertThat(held).isEqualTo(nanos() - (now - cameAt));
      waitOr(rest, held);
      held = rule.after(Op.READ, 9, false, now);
    }
    assertThat(held).isZero();
    assertThat(sameBurst || now - cameAt >= nanos()).isTrue();
  }

  /** Waits as told, or until the next deed sets the knob. */
  private void waitOr(Iterator<Deed> rest, long nanos) {
    Deed next = rest.hasNext() ? rest.next() : null;
    if (next != null && next.kind() == Deed.Kind.SET) {
      now += next.amount() % nanos;
      meanwhile(next);
    } else {
      now += nanos;
    }
  }

  private void meanwhile(Deed deed) {
    if (deed.kind() == Deed.Kind.SET) {
      delay.set(Duration.ofNanos(deed.oneOf(0, 1, 25_000_000, 1L << 50, Long.MAX_VALUE)));
    } else {
      now += deed.amount() % 100_000_000;
    }
  }

  private long nanos() {
    return delay.get().toNanos();
  }
}
