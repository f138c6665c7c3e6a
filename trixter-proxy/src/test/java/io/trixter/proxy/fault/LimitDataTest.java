package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.LimitData.limitData;
import static io.trixter.proxy.fault.Timeout.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit: to the byte. */
class LimitDataTest {
  @Test
  void closesRightBehindTheLastByteWithoutWaitingForMore() {
    FaultHarness link = FaultHarness.of(limitData(10)).write(4).write(6);
    assertThat(link.log).containsExactly("0 ms: write 4", "0 ms: write 6", "0 ms: close");
  }

  @Test
  void cutsTheChunkThatGoesBeyond() {
    FaultHarness link = FaultHarness.of(limitData(10)).write(25);
    assertThat(link.log).containsExactly("0 ms: write 10", "0 ms: close", "0 ms: drop 15");
    link.assertInOrder();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void atZeroAndBelowClosesAtTheFirstByteWhichIsDroppedAndNotBefore(long bytes) {
    FaultHarness link = FaultHarness.of(limitData(bytes)).advance(1000);
    assertThat(link.log).isEmpty();
    assertThat(link.write(5).log).containsExactly("1000 ms: close", "1000 ms: drop 5");
  }

  @Test
  void atZeroTheEndOfAStreamWithoutBytesPasses() {
    assertThat(FaultHarness.of(limitData(0)).end().log).containsExactly("0 ms: end");
  }

  @Test
  void theEndOfAShorterStreamPasses() {
    FaultHarness link = FaultHarness.of(limitData(10)).write(4).end();
    assertThat(link.log).containsExactly("0 ms: write 4", "0 ms: end");
  }

  @Test
  void anUpdateKeepsTheCount() {
    FaultHarness link = FaultHarness.of(limitData(50)).write(49).update(Map.of("bytes", 60));
    assertThat(link.write(20).log)
        .containsExactly("0 ms: write 49", "0 ms: write 11", "0 ms: close", "0 ms: drop 9");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 20, 49})
  void anUpdateToWhatHasPassedClosesAtOnce(long bytes) {
    FaultHarness link = FaultHarness.of(limitData(50)).write(49).update(Map.of("bytes", bytes));
    assertThat(link.log).containsExactly("0 ms: write 49", "0 ms: close");
  }

  @Test
  void countsWhatTheReceiverTook() {
    FaultHarness link = FaultHarness.of(limitData(10)).wireTakesAtMost(3).write(25);
    assertThat(link.received.size()).isEqualTo(10);
  }

  @Test
  void bytesThatAnEarlierFaultDropsDoNotCount() {
    FaultHarness link = FaultHarness.of(timeout(Duration.ZERO), limitData(10)).write(25);
    assertThat(link.log).containsExactly("0 ms: drop 25");
  }

  @Test
  void removalLetsTheRestPass() {
    FaultHarness link = FaultHarness.of(limitData(10)).write(9).remove().write(9);
    assertThat(link.log).containsExactly("0 ms: write 9", "0 ms: write 9");
  }
}
