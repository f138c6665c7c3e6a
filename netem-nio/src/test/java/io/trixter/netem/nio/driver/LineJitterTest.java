package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.DelayBudget;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LineJitterTest {
  private static final int WRITES = 2000;

  @RegisterExtension final Bench bench = new Bench();
  private final LineBench knobs = new LineBench(bench);

  /** How long each of many writes, one at a time, was under way, in milliseconds. */
  private List<Double> delays(FaultChannel line) {
    List<Double> delays = new ArrayList<>();
    for (int i = 0; i < WRITES; i++) {
      Duration begun = bench.reactor.elapsed();
      int before = bench.inner.log().size();
      write(line, 1);
      bench.reactor.advance(ofSeconds(1));
      String entry = bench.inner.log().get(before);
      delays.add((nanos(entry) - begun.toNanos()) / 1e6);
    }
    return delays;
  }

  private static long nanos(String entry) {
    String time = entry.substring(0, entry.indexOf(' '));
    long number = Long.parseLong(time.substring(0, time.length() - 2));
    return time.endsWith("ms") ? number * 1_000_000 : number;
  }

  private FaultChannel line(long connection) {
    return knobs.line(connection, 1 << 20, new DelayBudget(1 << 30));
  }

  @Test
  void isUniformAroundTheDelay() {
    knobs.jitter.set(ofMillis(20));
    List<Double> delays = delays(line(0));
    assertThat(delays).allSatisfy(ms -> assertThat(ms).isBetween(30.0, 70.0));
    for (int bin = 0; bin < 4; bin++) { // a quarter each, within three standard deviations
      double from = 30 + 10 * bin;
      long inside = delays.stream().filter(ms -> ms >= from && ms < from + 10).count();
      assertThat(inside).isBetween(WRITES / 4 - 58L, WRITES / 4 + 58L);
    }
  }

  @Test
  void isNeverBelowZero() {
    knobs.delay.set(ZERO);
    knobs.jitter.set(ofMillis(20));
    List<Double> delays = delays(line(0));
    assertThat(delays).allSatisfy(ms -> assertThat(ms).isBetween(0.0, 20.0));
    assertThat(delays.stream().filter(ms -> ms == 0.0).count()).isBetween(880L, 1120L);
  }

  @Test
  void isTheSameForTheSameSeedAndAnotherForAnotherConnection() {
    knobs.jitter.set(ofMillis(20));
    List<Double> first = delays(line(0));
    assertThat(delays(line(0))).isEqualTo(first);
    assertThat(delays(line(1))).isNotEqualTo(first);
  }

  @Test
  void keepsTheOrderOfBytes() {
    knobs.jitter.set(ofMillis(40));
    FaultChannel line = line(0);
    byte[] sent = Bench.pattern(500);
    for (byte each : sent) {
      write(line, ByteBuffer.wrap(new byte[] {each}));
      bench.reactor.advance(ofMillis(1));
    }
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.written()).isEqualTo(sent);
  }

  @Test
  void loweredItReachesWhatIsHeld() {
    knobs.delay.set(ZERO);
    knobs.jitter.set(ofSeconds(3600));
    FaultChannel line = line(0);
    for (int i = 0; i < 10; i++) {
      write(line, 1);
    }
    bench.reactor.advance(ofMillis(5));
    assertThat(bench.inner.log()).hasSizeLessThan(10);
    knobs.jitter.set(ZERO);
    bench.reactor.settle();
    assertThat(bench.inner.log()).hasSize(10);
  }
}
