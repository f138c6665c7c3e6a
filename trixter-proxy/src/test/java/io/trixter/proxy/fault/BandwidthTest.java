package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.Bandwidth.bandwidth;
import static io.trixter.proxy.fault.LimitData.limitData;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bandwidth: no burst, and 0 holds. */
class BandwidthTest {
  @ParameterizedTest
  @ValueSource(ints = {16 << 10, 64 << 10, 1 << 20})
  void a480KilobyteStreamTakes480MillisecondsAt1000(int chunk) {
    FaultHarness link = FaultHarness.of(bandwidth(1000));
    for (int left = 480_000; left > 0; left -= chunk) {
      link.write(Math.min(left, chunk));
    }
    link.advance(479);
    assertThat(link.received.size()).isLessThan(480_000);
    link.advance(1);
    assertThat(link.received.size()).isEqualTo(480_000);
    link.assertInOrder();
  }

  @Test
  void aLongChunkLeavesAPieceEach100Milliseconds() {
    FaultHarness link = FaultHarness.of(bandwidth(10)).write(2500).advance(1000);
    assertThat(link.log)
        .containsExactly("100 ms: write 1000", "200 ms: write 1000", "250 ms: write 500");
  }

  @Test
  void idleTimeEarnsNothing() {
    FaultHarness link = FaultHarness.of(bandwidth(10)).advance(60_000).write(500).advance(100);
    assertThat(link.log).containsExactly("60050 ms: write 500");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void atZeroAndBelowBytesAreHeldUntilTheUpdate(long rate) {
    FaultHarness link = FaultHarness.of(bandwidth(rate)).write(3000).advance(3_600_000);
    assertThat(link.log).isEmpty();
    link.update(Map.of("rate", 1000)).advance(3);
    assertThat(link.log).containsExactly("3600003 ms: write 3000");
  }

  @Test
  void atZeroBytesAreHeldUntilTheRemoval() {
    FaultHarness link = FaultHarness.of(bandwidth(0)).write(3000).end().advance(1000).remove();
    assertThat(link.log).containsExactly("1000 ms: write 3000", "1000 ms: end");
  }

  @Test
  void atZeroTheEndPassesWhenNothingIsHeldBeforeIt() {
    assertThat(FaultHarness.of(bandwidth(0)).end().log).containsExactly("0 ms: end");
  }

  @Test
  void anUpdateToZeroHoldsTheRestOfAChunk() {
    FaultHarness link = FaultHarness.of(bandwidth(10)).write(3000).advance(100);
    link.update(Map.of("rate", 0)).advance(10_000).remove();
    assertThat(link.log).containsExactly("100 ms: write 1000", "10100 ms: write 2000");
  }

  @Test
  void anUpdateAppliesToWhatIsHeld() {
    FaultHarness link = FaultHarness.of(bandwidth(1)).write(3000).advance(150);
    link.update(Map.of("rate", 100_000)).advance(1);
    assertThat(link.log.get(0)).isEqualTo("100 ms: write 100");
    assertThat(link.received.size()).isEqualTo(3000);
  }

  @Test
  void theLargestRateIsNoLimit() {
    FaultHarness link = FaultHarness.of(bandwidth(Long.MAX_VALUE)).write(1 << 20).advance(1);
    assertThat(link.received.size()).isEqualTo(1 << 20);
  }

  @Test
  void whatTheReceiverDoesNotTakeAtOnceIsNotPaidForTwice() {
    FaultHarness link = FaultHarness.of(bandwidth(10)).wireTakesAtMost(300);
    link.write(1000).advance(100);
    assertThat(link.log)
        .containsExactly(
            "100 ms: write 300", "100 ms: write 300", "100 ms: write 300", "100 ms: write 100");
  }

  @Test
  void theEndOfALimitFollowsTheBytesBeforeIt() {
    FaultHarness link = FaultHarness.of(limitData(1500), bandwidth(10)).write(5000).advance(1000);
    assertThat(link.log)
        .containsExactly(
            "100 ms: write 1000", "150 ms: write 500", "150 ms: close", "150 ms: drop 3500");
  }
}
