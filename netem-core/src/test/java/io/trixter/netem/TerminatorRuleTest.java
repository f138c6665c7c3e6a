package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchIOException;
import static org.assertj.core.api.Assertions.within;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminatorRuleTest {
  private static final RandomSource SOURCE = new RandomSource(42, 3, "Terminator");

  /** Draws, and never strikes. */
  private static final double HARMLESS = Double.MIN_VALUE;

  private final Terminator terminator = new Terminator(HARMLESS);
  private final RuleHarness link = RuleHarness.of(terminator, SOURCE);

  @ParameterizedTest
  @ValueSource(doubles = {0.0, -0.0})
  void isOffAtZeroAndPassesEverything(double zero) throws IOException {
    terminator.set(zero);
    assertThat(link.rules().name()).isEqualTo("Terminator");
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.writing().isOff()).isTrue();
    assertThat(link.start(Op.WRITE, 7)).isEqualTo(moves(7));
    link.write(1);
    link.flush();
    link.halfClose();
    link.read(2);
    assertThat(link.passed()).containsExactly("write 1", "flush", "shutdown", "read 2");
  }

  @Test
  void namesTheSeedTheConnectionAndTheWrite() throws IOException {
    for (int i = 0; i < 17; i++) {
      link.write(100);
    }
    terminator.set(1.0);
    assertTerminated(() -> link.write(100), "terminated (seed 42, connection 3, write 17)");
    assertThat(link.passed()).hasSize(17);
  }

  @Test
  void aReadUnderWayWhenTheOtherDirectionReachesTheLimitComesTooLate() throws IOException {
    RuleHarness counted = RuleHarness.of(Terminator.afterBytes(10));
    assertThat(counted.start(Op.READ, 100)).isEqualTo(moves(10));
    counted.writing().after(Op.WRITE, 10, false, 0);
    assertThat(counted.strikes()).isZero();
    assertThat(counted.moved(1)).isEqualTo(ofNanos(Rule.UNTIL_SET));
    assertThat(counted.strikes()).isEqualTo(1);
  }

  @Test
  void aReadUnderWayThatBringsMoreThanOthersHaveLeftComesTooLateToo() throws IOException {
    Terminator fault = Terminator.afterBytes(10);
    RuleHarness first = RuleHarness.of(fault);
    RuleHarness second = first.beside(fault);
    RuleHarness third = first.beside(fault);
    assertThat(first.start(Op.READ, 6)).isEqualTo(moves(6));
    assertThat(second.start(Op.READ, 6)).isEqualTo(moves(6));
    assertThat(third.start(Op.READ, 6)).isEqualTo(moves(6));
    assertThat(first.moved(6)).isZero();
    assertThat(second.moved(6)).isEqualTo(ofNanos(Rule.UNTIL_SET));
    assertThat(third.moved(6)).isEqualTo(ofNanos(Rule.UNTIL_SET));
    assertThat(first.strikes()).isEqualTo(1);
  }

  @Test
  void countsFlushesAsOperations() throws IOException {
    RuleHarness counted = RuleHarness.of(Terminator.afterOperations(2));
    counted.flush();
    counted.halfClose();
    assertTerminated(counted::flush, "terminated (after 2 operations)");
  }

  @Test
  void aFlushBehindTheLastByteOfALimitPasses() throws IOException {
    RuleHarness counted = RuleHarness.of(Terminator.afterBytes(2));
    counted.write(2);
    counted.flush();
    assertTerminated(() -> counted.write(1), "terminated (after 2 bytes)");
  }

  @Test
  void refusesLimitsBelowZeroAndStaysAsItWas() throws IOException {
    Terminator fault = Terminator.afterBytes(7);
    assertThatThrownBy(() -> fault.setAfterBytes(-1))
        .hasMessage("bytes must be between 0 and 9223372036854775807 (got -1)");
    assertThatThrownBy(() -> Terminator.afterOperations(-1))
        .hasMessage("operations must be between 0 and 9223372036854775807 (got -1)");
    assertThatThrownBy(() -> Terminator.after(ofNanos(-1)))
        .hasMessageContaining("between 0 and 9223372036854775807 ns (got PT-0.000000001S)");
    RuleHarness counted = RuleHarness.of(fault);
    counted.write(7);
    assertTerminated(() -> counted.write(1), "terminated (after 7 bytes)");
  }

  @Test
  void drawsForAReadToo() throws IOException {
    link.read(100);
    terminator.set(1.0);
    assertTerminated(() -> link.read(100), "terminated (seed 42, connection 3, read 1)");
  }

  @Test
  void drawsForAFlushToo() {
    terminator.set(1.0);
    assertTerminated(link::flush, "terminated (seed 42, connection 3, flush 0)");
  }

  @Test
  void drawsForTheHalfCloseToo() {
    terminator.set(1.0);
    assertTerminated(link::halfClose, "terminated (seed 42, connection 3, shutdown 0)");
  }

  @Test
  void printsTheSeedUnsigned() {
    RuleHarness all = RuleHarness.of(new Terminator(1.0), new RandomSource(-1, 0, "Terminator"));
    assertTerminated(
        () -> all.write(1), "terminated (seed 18446744073709551615, connection 0, write 0)");
  }

  @Test
  void takesItsOwnSeedAndCountsWhatItWrapsFromZero() {
    var seeded = new Terminator(new DynamicProbability(HARMLESS), 7);
    RuleHarness.of(seeded);
    RuleHarness second = RuleHarness.of(seeded);
    seeded.set(1.0);
    assertTerminated(() -> second.write(1), "terminated (seed 7, connection 1, write 0)");
  }

  @Test
  void strikesBothDirectionsForEver() {
    terminator.set(1.0);
    String message = "terminated (seed 42, connection 3, write 0)";
    for (int i = 0; i < 3; i++) {
      assertTerminated(() -> link.write(1), message);
      assertTerminated(() -> link.read(1), message);
      assertTerminated(link::flush, message);
      assertTerminated(link::halfClose, message);
    }
    assertThat(link.strikes()).isEqualTo(1);
    assertThat(link.passed()).isEmpty();
  }

  @Test
  void isNotHealedByTurningItsKnob() {
    terminator.set(1.0);
    assertTerminated(() -> link.write(1), "terminated (seed 42, connection 3, write 0)");
    terminator.set(0.0);
    assertTerminated(() -> link.read(1), "terminated (seed 42, connection 3, write 0)");
    assertThat(link.start(Op.READ, 1).kind()).isEqualTo(Step.Kind.FAIL);
  }

  @Test
  void throwsAFreshExceptionEachTimeWithTheOriginalAsItsCause() {
    terminator.set(1.0);
    IOException first = catchIOException(() -> link.write(1));
    IOException second = catchIOException(() -> link.read(1));
    assertThat(first).isNotSameAs(second);
    assertThat(first.getCause()).isInstanceOf(TerminatedException.class).hasNoCause();
    assertThat(second.getCause()).isSameAs(first.getCause());
  }

  @Test
  void strikesEverythingItWrapsWithAReset() {
    RuleHarness other = link.beside(terminator);
    terminator.set(1.0);
    catchIOException(() -> link.write(1));
    assertThat(other.strikes()).isEqualTo(1);
    assertThat(link.beside(terminator).strikes()).isEqualTo(1);
    assertThat(link.rules().killSwitch().resets()).isTrue();
    assertTerminated(() -> other.read(1), "terminated (seed 42, connection 3, write 0)");
  }

  @Test
  void sharesTheKnobAloneWithOtherFaultsBuiltOnIt() throws IOException {
    var knob = new DynamicProbability(1.0);
    RuleHarness one = RuleHarness.of(new Terminator(knob), SOURCE);
    RuleHarness other = RuleHarness.of(new Terminator(knob), SOURCE);
    catchIOException(() -> one.write(1));
    knob.set(0.0);
    other.write(1);
    assertThat(other.passed()).containsExactly("write 1");
  }

  @Test
  void failsAnOperationThatHadBegun() {
    assertThat(link.start(Op.WRITE, 100)).isEqualTo(moves(100));
    terminator.set(1.0);
    catchIOException(() -> link.read(1));
    link.start(Op.WRITE, 100);
    assertThat(link.ask().kind()).isEqualTo(Step.Kind.FAIL);
  }

  @Test
  void alwaysStrikesAtOne() {
    for (int connection = 0; connection < 10_000; connection++) {
      RuleHarness struck =
          RuleHarness.of(new Terminator(1.0), new RandomSource(42, connection, "Terminator"));
      assertThat(catchIOException(() -> struck.write(1))).isNotNull();
    }
  }

  @Test
  void drawsNothingAtZeroSoThatTheCountStays() throws IOException {
    for (int i = 0; i < 5; i++) {
      link.write(1);
    }
    terminator.set(0.0);
    for (int i = 0; i < 10; i++) {
      link.write(1);
      link.start(Op.WRITE, 1);
    }
    terminator.set(1.0);
    assertTerminated(() -> link.write(1), "terminated (seed 42, connection 3, write 5)");
  }

  @Test
  void drawsOnceAnOperationHoweverManyPartsItTakes() throws IOException {
    link.innerTakesAtMost(1);
    link.write(100);
    terminator.set(1.0);
    assertTerminated(() -> link.write(1), "terminated (seed 42, connection 3, write 1)");
  }

  @Test
  void meetsTheSameFateForTheSameOrigin() throws IOException {
    assertThat(survived(SOURCE)).isEqualTo(survived(new RandomSource(42, 3, "Terminator")));
  }

  @Test
  void drawsTheSameWhateverTheOtherDirectionDoes() throws IOException {
    var knob = new DynamicProbability(0.05);
    RuleHarness busy = RuleHarness.of(new Terminator(knob), SOURCE);
    long writes = survived(SOURCE);
    for (int i = 0; i < writes; i++) {
      busy.write(1);
      knob.set(HARMLESS);
      busy.read(1);
      knob.set(0.05);
    }
    assertTerminated(
        () -> busy.write(1), "terminated (seed 42, connection 3, write %d)".formatted(writes));
  }

  @Test
  void strikesOneInTwentyAtOneInTwenty() throws IOException {
    int connections = 10_000;
    long first = 0;
    long survived = 0;
    for (int connection = 0; connection < connections; connection++) {
      long writes = survived(new RandomSource(42, connection, "Terminator"));
      survived += writes;
      first += writes == 0 ? 1 : 0;
    }
    assertThat((double) first / connections).isCloseTo(0.05, within(0.01));
    assertThat((double) survived / connections).isCloseTo(19, within(1.0));
  }

  /** How many writes go well before one is struck at 1 in 20. */
  private static long survived(RandomSource source) throws IOException {
    RuleHarness link = RuleHarness.of(new Terminator(0.05), source);
    try {
      while (true) {
        link.write(1);
      }
    } catch (TerminatedException end) {
      return link.passed().size();
    }
  }

  private static void assertTerminated(ThrowingCallable operation, String message) {
    assertThat(catchIOException(operation))
        .isInstanceOf(TerminatedException.class)
        .hasMessage(message);
  }
}
