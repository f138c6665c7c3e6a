package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.Corruption.corruption;
import static io.trixter.proxy.fault.Termination.termination;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.Corrupter;
import io.trixter.netem.TerminatedException;
import io.trixter.netem.Terminator;
import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Termination and corruption: the library's own, around a fault's knobs. */
class ChanceTypesTest {
  private final Step step = new Step();

  /** What each of 1000 writes led to. */
  private List<Object> story(Rules rules) {
    List<Object> story = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      rules.writing().begin(Op.WRITE);
      rules.writing().before(Op.WRITE, 5, 0, step);
      story.add(
          switch (step.kind()) {
            case EMIT -> ByteBuffer.allocate(20_000).put(step.data()).flip();
            case FAIL -> step.failure().getMessage();
            default -> step.kind();
          });
    }
    return story;
  }

  @Test
  void corruptionDrawsAsTheLibrarysCorrupterDoes() {
    TestLink link = new TestLink(corruption(0.3));
    assertThat(story(Corruption.TYPE.rules(link)))
        .isEqualTo(story(new Corrupter(0.3).rules(link.random())));
  }

  @Test
  void terminationDrawsAsTheLibrarysTerminatorDoes() {
    TestLink link = new TestLink(termination(0.01));
    assertThat(story(Termination.TYPE.rules(link)))
        .isEqualTo(story(new Terminator(0.01).rules(link.random())))
        .contains(Step.Kind.MOVE)
        .last()
        .asString()
        .startsWith("terminated (seed 42");
  }

  @Test
  void zeroIsOffAndAnUpdateIsNot() {
    for (FaultSpec fault : List.of(corruption(0.0), termination(-0.0))) {
      TestLink link = new TestLink(fault);
      Rule rule = fault.type().rules(link).writing();
      assertThat(rule.isOff()).isTrue();
      link.attributes().update(Map.of("probability", 1));
      assertThat(rule.isOff()).isFalse();
    }
  }

  @Test
  void corruptionLetsTheChunkFollow() {
    FaultHarness link = FaultHarness.of(corruption(1.0)).write(5).end();
    assertThat(link.log).hasSize(3).element(0).asString().startsWith("0 ms: emit ");
    assertThat(link.log).endsWith("0 ms: write 5", "0 ms: end");
    link.assertInOrder();
  }

  @Test
  void terminationByAReadEndsWritesTooButNotOtherConnections() {
    TestLink link = new TestLink(termination(1.0));
    Rules rules = Termination.TYPE.rules(link);
    Rules others = Termination.TYPE.rules(link);
    rules.reading().begin(Op.READ);
    KillSwitch killSwitch = rules.killSwitch();
    assertThat(killSwitch.isTriggered()).isTrue();
    assertThat(killSwitch.resets()).isTrue();
    assertThat(others.killSwitch().isTriggered()).isFalse();
    rules.writing().before(Op.WRITE, 5, 0, step);
    assertThat(step.failure()).isInstanceOf(TerminatedException.class);
  }

  @Test
  void aProbabilityOutOfRangeIsRefused() {
    assertThatThrownBy(() -> termination(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("probability must be between 0.0 and 1.0 (got 1.5)");
    assertThatThrownBy(() -> corruption(Double.NaN))
        .hasMessage("probability must be between 0.0 and 1.0 (got NaN)");
  }
}
