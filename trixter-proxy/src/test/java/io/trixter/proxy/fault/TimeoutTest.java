package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.Timeout.timeout;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The timeout: drops, and closes after its time. */
class TimeoutTest {
  @Test
  void closesASilentConnection() {
    FaultHarness link = FaultHarness.of(timeout(ofMillis(300))).advance(1000);
    assertThat(link.log).containsExactly("300 ms: close");
    assertThat(link.isIdle()).isTrue();
  }

  @Test
  void countsFromItsBeginningWhateverIsDropped() {
    FaultHarness link = FaultHarness.of(timeout(ofMillis(300))).write(5).advance(299).write(6);
    assertThat(link.advance(1000).log)
        .containsExactly("0 ms: drop 5", "299 ms: drop 6", "300 ms: close");
  }

  @Test
  void atZeroDropsForEver() {
    FaultHarness link = FaultHarness.of(timeout(Duration.ZERO)).write(5);
    assertThat(link.isIdle()).isTrue();
    assertThat(link.advance(3_600_000).write(6).log)
        .containsExactly("0 ms: drop 5", "3600000 ms: drop 6");
  }

  @Test
  void theEndOfTheStreamPassesAtOnce() {
    FaultHarness link = FaultHarness.of(timeout(ofMillis(300))).write(5).end();
    assertThat(link.log).containsExactly("0 ms: drop 5", "0 ms: end");
  }

  @Test
  void anUpdateCountsAnew() {
    FaultHarness link = FaultHarness.of(timeout(ofMillis(300))).advance(200);
    link.update(Map.of("timeout", 250)).advance(1000);
    assertThat(link.log).containsExactly("450 ms: close");
  }

  @Test
  void anUpdateToZeroIsNever() {
    FaultHarness link = FaultHarness.of(timeout(ofMillis(300))).advance(200);
    link.update(Map.of("timeout", 0)).advance(1000);
    assertThat(link.log).isEmpty();
    link.update(Map.of("timeout", 10)).advance(1000);
    assertThat(link.log).containsExactly("1210 ms: close");
  }

  @Test
  void removalLetsBytesPassAndAsksForTheEndOfTheConnection() {
    FaultHarness link = FaultHarness.of(timeout(ofMillis(300))).write(5).remove().write(6);
    assertThat(link.log).containsExactly("0 ms: drop 5", "0 ms: write 6");
    assertThat(Timeout.TYPE.endsConnectionsWhenRemoved()).isTrue();
    assertThat(link.isIdle()).isTrue();
  }

  @Test
  void theLongestTimeIsNever() {
    FaultHarness link = FaultHarness.of(timeout(ofMillis(0)).with("timeout", Long.MAX_VALUE));
    assertThat(link.advance(3_600_000).log).isEmpty();
  }
}
