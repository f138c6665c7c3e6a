package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.ResetPeer.resetPeer;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reset: a time after the first byte. */
class ResetPeerTest {
  @Test
  void resetsATimeAfterTheFirstByteWhichIsDropped() {
    FaultHarness link = FaultHarness.of(resetPeer(ofMillis(200))).advance(1000).write(5).write(6);
    link.advance(1000);
    assertThat(link.log).containsExactly("1200 ms: reset", "1200 ms: drop 5", "1200 ms: drop 6");
  }

  @Test
  void atZeroResetsAtTheFirstByte() {
    FaultHarness link = FaultHarness.of(resetPeer(Duration.ZERO)).write(5);
    assertThat(link.log).containsExactly("0 ms: reset", "0 ms: drop 5");
  }

  @Test
  void theEndOfTheStreamStartsTheClockToo() {
    FaultHarness link = FaultHarness.of(resetPeer(ofMillis(200))).end().advance(1000);
    assertThat(link.log).containsExactly("200 ms: reset");
  }

  @Test
  void aSilentDirectionIsNotReset() {
    FaultHarness link = FaultHarness.of(resetPeer(ofMillis(200))).advance(3_600_000);
    assertThat(link.log).isEmpty();
    assertThat(link.isIdle()).isTrue();
  }

  @Test
  void anUpdateWhileItWaitsBeginsTheWholeNewTime() {
    FaultHarness link = FaultHarness.of(resetPeer(ofMillis(3000))).write(5).advance(100);
    link.update(Map.of("timeout", 50)).advance(1000);
    assertThat(link.log).containsExactly("150 ms: reset", "150 ms: drop 5");
  }

  @Test
  void removalWhileItWaitsLetsTheBytesPass() {
    FaultHarness link = FaultHarness.of(resetPeer(ofMillis(3000))).write(5).end().advance(100);
    assertThat(link.remove().log).containsExactly("100 ms: write 5", "100 ms: end");
    link.assertInOrder();
  }
}
