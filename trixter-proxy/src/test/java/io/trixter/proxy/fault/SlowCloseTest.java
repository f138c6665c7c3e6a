package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.LimitData.limitData;
import static io.trixter.proxy.fault.SlowClose.slowClose;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The slow close: the end waits, the bytes do not. */
class SlowCloseTest {
  @Test
  void bytesPassAndTheEndWaits() {
    FaultHarness link = FaultHarness.of(slowClose(ofMillis(500))).write(7).end().advance(1000);
    assertThat(link.log).containsExactly("0 ms: write 7", "500 ms: end");
  }

  @Test
  void zeroIsOff() {
    FaultHarness link = FaultHarness.of(slowClose(Duration.ZERO)).write(7).end();
    assertThat(link.log).containsExactly("0 ms: write 7", "0 ms: end");
    assertThat(link.rule().isOff()).isTrue();
  }

  @Test
  void anUpdateBeginsTheWholeNewDelay() {
    FaultHarness link = FaultHarness.of(slowClose(ofMillis(500))).end().advance(400);
    link.update(Map.of("delay", 300)).advance(1000);
    assertThat(link.log).containsExactly("700 ms: end");
  }

  @Test
  void anUpdateThatChangesNothingBeginsTheDelayAnew() {
    FaultHarness link = FaultHarness.of(slowClose(ofMillis(500))).end().advance(400);
    link.update(Map.of()).advance(1000);
    assertThat(link.log).containsExactly("900 ms: end");
  }

  @Test
  void anUpdateToZeroReleasesTheEnd() {
    FaultHarness link = FaultHarness.of(slowClose(ofMillis(500))).end().advance(400);
    assertThat(link.update(Map.of("delay", 0)).log).containsExactly("400 ms: end");
  }

  @Test
  void removalReleasesTheEnd() {
    FaultHarness link = FaultHarness.of(slowClose(ofMillis(500))).end().advance(400).remove();
    assertThat(link.log).containsExactly("400 ms: end");
  }

  @Test
  void theEndThatAnotherFaultMakesWaitsToo() {
    FaultHarness link = FaultHarness.of(limitData(3), slowClose(ofMillis(500))).write(7);
    assertThat(link.advance(1000).log)
        .containsExactly("0 ms: write 3", "500 ms: close", "500 ms: drop 4");
  }
}
