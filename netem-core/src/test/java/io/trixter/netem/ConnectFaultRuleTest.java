package io.trixter.netem;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Opening;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectFaultRuleTest {
  private final Step step = new Step();

  private static Rules rules(ConnectFault fault, long ordinal) {
    return fault.rules(new RandomSource(7, ordinal, "ConnectFault"));
  }

  private Step.Kind open(ConnectFault fault, long ordinal) {
    boolean stopped = Opening.of(List.of(rules(fault, ordinal))).next(0, step);
    return stopped ? step.kind() : Step.Kind.MOVE;
  }

  private Step.Kind ask(Rule rule, Op op, long bytes) {
    rule.begin(op);
    rule.before(op, bytes, 0, step);
    return step.kind();
  }

  @Test
  void faultsWithoutASayInConnectingOpenNothing() {
    Rules slices = new SlicedWriter(1).rules(new RandomSource(1, 1, "SlicedWriter"));
    assertThat(Opening.of(List.of(slices))).isNull();
  }

  @Test
  void aRefusalFailsEachTimeAfresh() {
    ConnectFault refuse = ConnectFault.refuse();
    assertThat(open(refuse, 0)).isEqualTo(Step.Kind.FAIL);
    Exception one = step.failure();
    assertThat(open(refuse, 1)).isEqualTo(Step.Kind.FAIL);
    assertThat(step.failure()).isInstanceOf(ConnectException.class).isNotSameAs(one);
  }

  @Test
  void rulesOfReadsAndWritesAreOffUntilTheConnectionIsStruck() {
    for (ConnectFault fault : List.of(ConnectFault.reset(), ConnectFault.hang())) {
      Rules rules = rules(fault, 0);
      assertThat(rules.reading().isOff()).isTrue();
      assertThat(rules.writing().isOff()).isTrue();
      assertThat(Opening.of(List.of(rules)).next(0, step)).isFalse();
      assertThat(rules.reading().isOff()).isFalse();
      assertThat(rules.writing().isOff()).isFalse();
    }
  }

  @Test
  void whatIsWrittenToAConnectionThatHangsVanishes() {
    Rules rules = rules(ConnectFault.hang(), 0);
    Opening.of(List.of(rules)).next(0, step);
    assertThat(ask(rules.writing(), Op.WRITE, 10)).isEqualTo(Step.Kind.DROP);
    assertThat(step.bytes()).isEqualTo(10);
    assertThat(ask(rules.writing(), Op.FLUSH, 0)).isEqualTo(Step.Kind.DROP);
    assertThat(ask(rules.writing(), Op.SHUTDOWN, 0)).isEqualTo(Step.Kind.DROP);
    assertThat(ask(rules.reading(), Op.READ, 10)).isEqualTo(Step.Kind.WAIT);
    assertThat(step.nanos()).isEqualTo(Rule.NEVER);
    assertThat(rules.reading().ready(10, false, 0)).isZero();
  }

  @Test
  void aDelayCountsFromTheFirstTimeThatItIsAskedAndFollowsItsKnob() {
    var delay = new DynamicDuration(ofMillis(10));
    Opening opening = Opening.of(List.of(rules(ConnectFault.delay(delay), 0)));
    assertThat(opening.next(1_000, step)).isTrue();
    assertThat(step.nanos()).isEqualTo(10_000_000);
    assertThat(opening.next(4_001_000, step)).isTrue();
    assertThat(step.nanos()).isEqualTo(6_000_000);
    assertThat(opening.waitingFor()).isSameAs(delay.knob());
    delay.set(ofMillis(5));
    assertThat(opening.next(4_001_000, step)).isTrue();
    assertThat(step.nanos()).isEqualTo(1_000_000);
    assertThat(opening.next(5_001_000, step)).isFalse();
    assertThat(opening.isOpen()).isTrue();
  }

  @Test
  void chanceIsTheSeedsAndTheConnections() {
    ConnectFault refuse = ConnectFault.refuse().probability(.3);
    for (int i = 0; i < 100; i++) {
      double drawn = new RandomSource(7, i, "ConnectFault").random(Op.OPEN).nextDouble();
      assertThat(open(refuse, i)).isEqualTo(drawn < .3 ? Step.Kind.FAIL : Step.Kind.MOVE);
    }
  }

  @Test
  void countsOnlyTheConnectionsThatChanceChose() {
    ConnectFault refuse = ConnectFault.refuse().probability(.3).first(3);
    long struck = IntStream.range(0, 100).filter(i -> open(refuse, i) == Step.Kind.FAIL).count();
    assertThat(struck).isEqualTo(3);
    assertThat(open(refuse.probability(1), 100)).isEqualTo(Step.Kind.MOVE);
    assertThat(open(refuse.first(4), 101)).isEqualTo(Step.Kind.FAIL);
    assertThat(open(refuse, 102)).isEqualTo(Step.Kind.MOVE);
    assertThat(open(refuse.first(0), 103)).isEqualTo(Step.Kind.FAIL);
  }

  @Test
  void countsExactlyUnderConcurrentConnects() throws Exception {
    ConnectFault refuse = ConnectFault.refuse().first(500);
    AtomicLong struck = new AtomicLong();
    List<Background<Void>> clients =
        IntStream.range(0, 8)
            .mapToObj(
                thread ->
                    Background.run(
                        () -> {
                          Step mine = new Step();
                          for (int i = 0; i < 200; i++) {
                            Rules rules = rules(refuse, thread * 200L + i);
                            if (Opening.of(List.of(rules)).next(0, mine)) {
                              struck.incrementAndGet();
                            }
                          }
                        }))
            .toList();
    for (Background<Void> each : clients) {
      each.result();
    }
    assertThat(struck).hasValue(500);
  }

  @Test
  void refusesBadValuesAndStaysWhatItWas() {
    ConnectFault twice = ConnectFault.refuse().first(2);
    assertThatThrownBy(() -> twice.first(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("first must be 0 or more (got -1)");
    assertThatThrownBy(() -> twice.probability(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2.0");
    assertThatThrownBy(() -> ConnectFault.delay(ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> twice.set(ZERO)).isInstanceOf(IllegalStateException.class);
    assertThat(open(twice, 0)).isEqualTo(Step.Kind.FAIL);
    assertThat(open(twice, 1)).isEqualTo(Step.Kind.FAIL);
    assertThat(open(twice, 2)).isEqualTo(Step.Kind.MOVE);
  }
}
