package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static io.trixter.netem.RuleHarness.Answer.waits;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.kernel.Op;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StallRuleTest {
  private final Stall stall = new Stall(1.0, 42);
  private final RuleHarness link = RuleHarness.of(stall);

  @Test
  void isOffAtZeroAndPassesEverything() throws IOException {
    stall.set(0);
    assertThat(link.writing().isOff()).isTrue();
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.start(Op.WRITE, 100_000)).isEqualTo(moves(100_000));
    assertThat(link.read(100_000)).isZero();
  }

  @Test
  void isOffWithAnRtoOfZero() {
    stall.rto(ZERO);
    assertThat(link.writing().isOff()).isTrue();
    assertThat(link.start(Op.WRITE, 100_000)).isEqualTo(moves(100_000));
  }

  @Test
  void hasNoKillSwitch() {
    assertThat(link.rules().killSwitch()).isNull();
    assertThat(link.rules().name()).isEqualTo("Stall");
  }

  @Test
  void aLostSegmentWaitsTwiceAsLongEachTimeUpToAMinute() {
    assertThat(link.start(Op.WRITE, 10)).isEqualTo(waits(ofMillis(200)));
    List<Duration> pauses = new ArrayList<>();
    Duration pause = ofMillis(200);
    for (int i = 0; i < 100; i++) {
      pauses.add(pause);
      link.advance(pause);
      pause = Duration.ofNanos(link.ask().amount());
    }
    assertThat(pauses)
        .startsWith(ofMillis(200), ofMillis(400), ofMillis(800), ofMillis(1600), ofMillis(3200))
        .containsSequence(ofMillis(51_200), ofSeconds(60), ofSeconds(60))
        .endsWith(ofSeconds(60));
  }

  @Test
  void whatIsReadWaitsTwiceAsLongEachTimeToo() {
    link.start(Op.READ, 10);
    long now = 0;
    for (long pause = 200_000_000; pause < 60_000_000_000L; pause *= 2) {
      assertThat(link.reading().after(Op.READ, 10, false, now)).isEqualTo(pause);
      now += pause;
    }
    assertThat(link.reading().after(Op.READ, 10, false, now)).isEqualTo(60_000_000_000L);
    stall.set(Double.MIN_VALUE);
    assertThat(link.reading().after(Op.READ, 10, false, now + 1)).isEqualTo(59_999_999_999L);
    assertThat(link.reading().after(Op.READ, 10, false, now + 60_000_000_000L)).isZero();
  }

  @Test
  void anRtoAboveAMinuteIsAMinute() {
    stall.rto(ofMinutes(5));
    assertThat(link.start(Op.WRITE, 10)).isEqualTo(waits(ofSeconds(60)));
  }

  @Test
  void whatItAnswersMeanwhileIsTheRest() {
    link.start(Op.WRITE, 10);
    link.advance(ofMillis(150));
    assertThat(link.ask()).isEqualTo(waits(ofMillis(50)));
  }

  @Test
  void aRetransmissionIsDrawnWhenItIsDue() {
    link.start(Op.WRITE, 10);
    stall.set(Double.MIN_VALUE);
    assertThat(link.ask()).isEqualTo(waits(ofMillis(200)));
    link.advance(ofMillis(200));
    assertThat(link.ask()).isEqualTo(moves(10));
  }

  @Test
  void aProbabilitySetToZeroLetsWhatWaitsPassAtOnce() {
    link.start(Op.WRITE, 5000);
    assertThat(RuleHarness.wakes(link.writing(), () -> stall.set(0))).isTrue();
    assertThat(link.ask()).isEqualTo(moves(5000));
  }

  @Test
  void aNewRtoReachesWhatWaits() {
    link.start(Op.WRITE, 10);
    assertThat(RuleHarness.wakes(link.writing(), () -> stall.rto(ofMillis(1000)))).isTrue();
    assertThat(link.ask()).isEqualTo(waits(ofMillis(1000)));
    link.advance(ofMillis(1000));
    assertThat(link.ask()).isEqualTo(waits(ofMillis(2000)));
  }

  @Test
  void whatIsNotLostPassesTogetherAndEachLostSegmentStandsFirst() throws IOException {
    stall.set(0.2);
    link.write(100 * Stall.SEGMENT + 1);
    List<Long> moves = moved();
    assertThat(moves.stream().mapToLong(Long::longValue).sum()).isEqualTo(100 * Stall.SEGMENT + 1);
    assertThat(moves.subList(0, moves.size() - 1))
        .hasSizeGreaterThan(5)
        .allSatisfy(bytes -> assertThat(bytes % Stall.SEGMENT).isZero());
    assertThat(link.elapsedNanos()).isGreaterThanOrEqualTo((moves.size() - 1) * 200_000_000L);
  }

  @Test
  void whatIsNotLostMayMoveInParts() throws IOException {
    RuleHarness whole = RuleHarness.of(new Stall(0.2, 7));
    RuleHarness parts = RuleHarness.of(new Stall(0.2, 7));
    parts.innerTakesAtMost(1000);
    whole.write(200_000);
    parts.write(200_000);
    assertThat(parts.elapsedNanos()).isEqualTo(whole.elapsedNanos());
  }

  @Test
  void aFlushTheHalfCloseAndAnEmptyWriteAreNeverLost() throws IOException {
    assertThat(link.flush()).isZero();
    assertThat(link.halfClose()).isZero();
    assertThat(link.start(Op.WRITE, 0)).isEqualTo(moves(0));
    assertThat(link.read(100, -1, false)).isZero();
  }

  @Test
  void aReadIsOfOneSegmentAtMost() {
    stall.set(Double.MIN_VALUE);
    assertThat(link.start(Op.READ, 10_000)).isEqualTo(moves(1460));
    link.moved(1000);
    assertThat(link.start(Op.READ, 10_000)).isEqualTo(moves(460));
  }

  @Test
  void theRestOfASegmentIsNotDrawnFor() throws IOException {
    stall.set(Double.MIN_VALUE);
    link.read(1000, 1000, false);
    stall.set(1);
    link.start(Op.READ, 1000);
    assertThat(link.reading().after(Op.READ, 460, true, 0)).isZero();
    link.start(Op.READ, 1000);
    assertThat(link.reading().after(Op.READ, 1, true, 0)).isEqualTo(200_000_000);
  }

  @Test
  void aNewBurstIsANewSegment() throws IOException {
    stall.set(Double.MIN_VALUE);
    link.read(100, 100, false);
    stall.set(1);
    link.start(Op.READ, 100);
    assertThat(link.moved(100)).isEqualTo(ofMillis(200));
  }

  @Test
  void oneWhoAsksWhatIsReadyMakesProgress() {
    stall.set(1);
    assertThat(link.reading().ready(100, false, 0)).isZero();
    stall.set(Double.MIN_VALUE);
    assertThat(link.reading().ready(100, false, 199_999_999)).isZero();
    assertThat(link.reading().ready(5000, false, 200_000_000)).isEqualTo(1460);
    link.start(Op.READ, 100);
    stall.set(1);
    assertThat(link.reading().after(Op.READ, 100, false, 200_000_000)).isZero();
  }

  @Test
  void nothingIsReadyWhereNothingCame() {
    assertThat(link.reading().ready(0, false, 0)).isZero();
    stall.set(0);
    assertThat(link.reading().ready(7, false, 0)).isEqualTo(7);
  }

  @Test
  void aWriteThatWasGivenUpLeavesNothingBehind() {
    link.start(Op.WRITE, 1000);
    stall.set(Double.MIN_VALUE);
    assertThat(link.start(Op.WRITE, 10)).isEqualTo(moves(10));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aBurstBelowOneIsRefused(long burst) {
    assertThatThrownBy(() -> stall.burst(burst))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("burst must be between 1 and 9223372036854775807 (got " + burst + ")");
  }

  @Test
  void takesSharedKnobs() {
    DynamicDuration rto = new DynamicDuration(ofMillis(30));
    RuleHarness other =
        RuleHarness.of(new Stall(new DynamicProbability(1), new DynamicSize(0), rto));
    assertThat(other.start(Op.WRITE, 10)).isEqualTo(waits(ofMillis(30)));
  }

  private List<Long> moved() {
    return link.passed().stream().map(line -> Long.parseLong(line.substring(6))).toList();
  }
}
