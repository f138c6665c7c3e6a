package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.Bandwidth.bandwidth;
import static io.trixter.proxy.fault.Slicer.slicer;
import static java.time.Duration.ofMillis;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The slicer: sizes, pauses, and what interrupts them. */
class SlicerTest {
  private static List<Integer> sizes(FaultHarness link) {
    return link.log.stream()
        .map(l -> Integer.valueOf(l.substring(l.lastIndexOf(' ') + 1)))
        .toList();
  }

  @Test
  void withoutVariationAChunkIsHalvedUntilItsPartsAreShortEnough() {
    FaultHarness link = FaultHarness.of(slicer(100)).write(1000);
    assertThat(sizes(link)).hasSize(16).allMatch(n -> n == 62 || n == 63);
    link.assertInOrder();
  }

  @Test
  void ofOneByteEachByteIsAPiece() {
    assertThat(FaultHarness.of(slicer(1)).write(5).log).hasSize(5);
  }

  @Test
  void aShortChunkPassesWhole() {
    assertThat(FaultHarness.of(slicer(100)).write(100).log).containsExactly("0 ms: write 100");
  }

  @Test
  void theFirstPieceLeavesAtOnceAndEachFurtherOneWaits() {
    FaultHarness link = FaultHarness.of(slicer(10).delay(ofMillis(20))).write(40).advance(1000);
    assertThat(link.log)
        .containsExactly("0 ms: write 10", "20 ms: write 10", "40 ms: write 10", "60 ms: write 10");
  }

  @Test
  void theNextChunkWaitsBehindTheLastPiece() {
    FaultHarness link = FaultHarness.of(slicer(10).delay(ofMillis(20))).write(10).write(10).end();
    assertThat(link.advance(1000).log)
        .containsExactly("0 ms: write 10", "20 ms: write 10", "40 ms: end");
  }

  @Test
  void aChunkThatComesLaterDoesNotWait() {
    FaultHarness link = FaultHarness.of(slicer(10).delay(ofMillis(20))).write(10).advance(20);
    assertThat(link.write(10).log).containsExactly("0 ms: write 10", "20 ms: write 10");
  }

  @Test
  void theDelayIsInMicroseconds() {
    FaultHarness link = FaultHarness.of(slicer(10).delay(Duration.of(300, MICROS))).write(20);
    assertThat(link.advance(1).log).containsExactly("0 ms: write 10", "300 us: write 10");
  }

  @Test
  void cutsVaryAndStayBelowTheLongestPiece() {
    FaultHarness link = FaultHarness.of(slicer(100).variation(50)).write(100_000);
    assertThat(sizes(link)).allMatch(n -> n >= 25 && n <= 150);
    assertThat(sizes(link).stream().distinct().count()).isGreaterThan(30);
    link.assertInOrder();
  }

  @Test
  void theSameSeedCutsAlike() {
    FaultSpec fault = slicer(100).variation(50);
    assertThat(FaultHarness.of(fault).write(10_000).log)
        .isEqualTo(FaultHarness.of(fault).write(10_000).log);
  }

  @ParameterizedTest
  @CsvSource({"10, 500", "10, 10", "1, 1000000", "1, 9223372036854775807"})
  void aVariationAboveTheSizeKeepsEveryCutInside(long average, long variation) {
    FaultHarness link = FaultHarness.of(slicer(average).variation(variation)).write(200_000);
    assertThat(link.received.size()).isEqualTo(200_000);
    assertThat(sizes(link)).allMatch(n -> n > 0);
    link.assertInOrder();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void anAverageOfZeroAndBelowIsOff(long average) {
    FaultHarness link = FaultHarness.of(slicer(average).delay(ofMillis(20))).write(500).write(500);
    assertThat(link.log).containsExactly("0 ms: write 500", "0 ms: write 500");
    assertThat(link.rule().isOff()).isTrue();
  }

  @Test
  void anUpdateWhileItWaitsLetsTheRestPassInOnePiece() {
    FaultHarness link = FaultHarness.of(slicer(10).delay(ofMillis(20))).write(40).advance(25);
    link.update(Map.of("average_size", 5)).advance(1000);
    assertThat(link.log).containsExactly("0 ms: write 10", "20 ms: write 10", "25 ms: write 20");
    assertThat(link.write(10).log).endsWith("1025 ms: write 5");
  }

  @Test
  void anUpdateToOffWhileItWaitsLetsTheRestPass() {
    FaultHarness link = FaultHarness.of(slicer(10).delay(ofMillis(20))).write(40).advance(25);
    assertThat(link.update(Map.of("average_size", 0)).log).endsWith("25 ms: write 20");
  }

  @Test
  void anUpdateEndsThePauseBetweenChunks() {
    FaultHarness link = FaultHarness.of(slicer(10).delay(ofMillis(20))).write(10).write(10);
    assertThat(link.advance(5).update(Map.of()).log)
        .containsExactly("0 ms: write 10", "5 ms: write 10");
  }

  @Test
  void removalWhileItWaitsLetsTheRestPassInOnePiece() {
    FaultHarness link = FaultHarness.of(slicer(10).delay(ofMillis(20))).write(40).end().advance(5);
    assertThat(link.remove().log).containsExactly("0 ms: write 10", "5 ms: write 30", "5 ms: end");
  }

  @Test
  void aPieceThatTheReceiverTakesInPartsIsOnePiece() {
    FaultHarness link =
        FaultHarness.of(slicer(10).delay(ofMillis(20))).wireTakesAtMost(6).write(20);
    assertThat(link.advance(20).log)
        .containsExactly("0 ms: write 6", "0 ms: write 4", "20 ms: write 6", "20 ms: write 4");
  }

  @Test
  void piecesPassALaterBandwidthAsWritesOfTheirOwn() {
    FaultHarness link = FaultHarness.of(slicer(10), bandwidth(1)).write(40).advance(40);
    assertThat(link.log)
        .containsExactly(
            "10 ms: write 10", "20 ms: write 10", "30 ms: write 10", "40 ms: write 10");
  }
}
