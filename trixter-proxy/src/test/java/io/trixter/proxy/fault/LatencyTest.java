package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.Latency.latency;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.Rules;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The latency: a delay line whose knobs are the attributes. */
class LatencyTest {
  private static final long MILLISECOND = 1_000_000;

  private TestLink link;
  private DelayQueue line;

  private void make(FaultSpec fault) {
    link = new TestLink(fault);
    line = Latency.TYPE.rules(link).line();
  }

  private double nextIn(long nowMillis) {
    return (double) line.nanosToFirst(nowMillis * MILLISECOND) / MILLISECOND;
  }

  private void take(long nowMillis) {
    line.take(ByteBuffer.allocate(5), nowMillis * MILLISECOND);
  }

  @Test
  void isALineAndHasNoRules() {
    link = new TestLink(latency(ofMillis(100)));
    Rules rules = Latency.TYPE.rules(link);
    assertThat(rules.reading()).isNull();
    assertThat(rules.writing()).isNull();
    assertThat(rules.line()).isNotNull();
  }

  @Test
  void delaysEachChunkAndTheEndByItsLatency() {
    make(latency(ofMillis(100)));
    take(0);
    take(30);
    line.end(End.HALF_CLOSE, 40 * MILLISECOND);
    assertThat(nextIn(40)).isEqualTo(60);
    line.removeFirst();
    assertThat(nextIn(100)).isEqualTo(30);
    line.removeFirst();
    assertThat(nextIn(130)).isEqualTo(10);
  }

  @Test
  void jitterIsDrawnForEachChunkEitherWay() {
    make(latency(ofMillis(60)).jitter(ofMillis(40)));
    double least = Double.MAX_VALUE;
    double most = 0;
    for (int i = 0; i < 1000; i++) {
      take(0);
      least = Math.min(least, nextIn(0));
      most = Math.max(most, nextIn(0));
      line.removeFirst();
    }
    assertThat(least).isBetween(20.0, 21.0);
    assertThat(most).isBetween(99.0, 100.0);
  }

  @Test
  void belowZeroIsAtOnce() {
    make(latency(ofMillis(10)).jitter(ofMillis(1000)).with("latency", -500));
    take(0);
    assertThat(nextIn(0)).isBetween(0.0, 1000.0);
    make(latency(Duration.ZERO).with("latency", -500).with("jitter", Long.MIN_VALUE));
    assertThat(line.isOff()).isTrue();
  }

  @Test
  void anUpdateMeetsWhatIsHeld() {
    make(latency(ofMillis(5000)));
    take(0);
    link.attributes().update(Map.of("latency", 100));
    assertThat(nextIn(70)).isEqualTo(30);
    link.attributes().update(Map.of("latency", 0));
    assertThat(nextIn(70)).isZero();
    assertThat(line.isOff()).isTrue();
  }
}
