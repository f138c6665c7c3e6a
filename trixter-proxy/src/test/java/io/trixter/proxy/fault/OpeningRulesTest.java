package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.Hang.hang;
import static io.trixter.proxy.fault.LimitTime.limitTime;
import static io.trixter.proxy.fault.Reject.reject;
import static io.trixter.proxy.fault.SlowOpen.slowOpen;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.fuzz.Fuzzed;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import org.junit.jupiter.api.Test;

/** The rules of what happens before a connection opens, in virtual time. */
class OpeningRulesTest {
  private static final long MILLISECOND = 1_000_000;

  private final Step step = new Step();

  private static Rule begun(FaultSpec fault) {
    return begun(fault, new TestLink(fault));
  }

  private static Rule begun(FaultSpec fault, TestLink link) {
    Rule rule = fault.type().rules(link).opening();
    rule.begin(Op.OPEN);
    return rule;
  }

  private Step.Kind asked(Rule rule, long millis) {
    rule.before(Op.OPEN, 0, millis * MILLISECOND, step);
    return step.kind();
  }

  @Test
  void rejectFailsAndHangWaitsForEver() {
    assertThat(asked(begun(reject()), 0)).isEqualTo(Step.Kind.FAIL);
    Rule hanging = begun(hang());
    for (long millis : new long[] {0, 1, 1_000_000_000}) {
      assertThat(asked(hanging, millis)).isEqualTo(Step.Kind.WAIT);
      assertThat(step.nanos()).isEqualTo(Rule.NEVER);
    }
  }

  @Test
  void aNegativeFirstIsAll() {
    assertThat(asked(begun(reject().first(-3)), 0)).isEqualTo(Step.Kind.FAIL);
  }

  @Test
  void slowOpenWaitsForItsDelayAndAnUpdateBeginsTheWholeNewOne() {
    FaultSpec slow = slowOpen(ofMillis(100));
    TestLink link = new TestLink(slow);
    Rule rule = begun(slow, link);
    assertThat(asked(rule, 5)).isEqualTo(Step.Kind.WAIT);
    assertThat(step.nanos()).isEqualTo(100 * MILLISECOND);
    assertThat(asked(rule, 104)).isEqualTo(Step.Kind.WAIT);
    assertThat(step.nanos()).isEqualTo(MILLISECOND);
    link.attributes().update(Map.of("delay", 50));
    assertThat(asked(rule, 104)).isEqualTo(Step.Kind.WAIT);
    assertThat(step.nanos()).isEqualTo(50 * MILLISECOND);
    assertThat(asked(rule, 154)).isEqualTo(Step.Kind.MOVE);
  }

  @Test
  void aDelayOfZeroIsOff() {
    assertThat(asked(begun(slowOpen(Duration.ZERO)), 0)).isEqualTo(Step.Kind.MOVE);
  }

  @Test
  void theGreatestAgeIsTheTimeAndZeroIsNever() {
    TestLink link = new TestLink(limitTime(ofMillis(5)));
    assertThat(LimitTime.TYPE.greatestAge(link)).isEqualTo(5 * MILLISECOND);
    link.attributes().update(Map.of("time", 0));
    assertThat(LimitTime.TYPE.greatestAge(link)).isEqualTo(Rule.NEVER);
    assertThat(Noop.TYPE.greatestAge(link)).isEqualTo(Rule.NEVER);
  }

  /** However {@code first} is set meanwhile: the connection of place n is met while first >= n. */
  @Fuzzed
  void theFirstAreMetAndNoneBehindThem(@ForAll long seed) {
    Random random = new Random(seed);
    for (FaultSpec fault : List.of(reject(), hang(), slowOpen(ofMillis(1_000_000)))) {
      TestLink link = new TestLink(fault);
      List<Rule> rules = new ArrayList<>();
      long first = 0;
      for (int i = 0; i < 30; i++) {
        if (random.nextInt(3) == 0) {
          first = random.nextInt(10);
          link.attributes().update(Map.of("first", first));
        } else {
          rules.add(begun(fault, link.another()));
        }
        for (int place = 1; place <= rules.size(); place++) {
          boolean met = asked(rules.get(place - 1), 0) != Step.Kind.MOVE;
          assertThat(met).as("%s, first %d", place, first).isEqualTo(first == 0 || place <= first);
        }
      }
    }
  }
}
