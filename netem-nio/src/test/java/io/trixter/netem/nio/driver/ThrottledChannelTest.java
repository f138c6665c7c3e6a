package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.Outcome;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ThrottledChannelTest {
  @RegisterExtension final Bench bench = new Bench();

  @Test
  void grantsOneSecondOfBurstThenPacesAWrite() {
    Outcome<Integer> written = write(bench.wrap(new ThrottledWriter(1000)), 1250);
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log())
        .containsExactly("0ms write 1000", "100ms write 100", "200ms write 100", "250ms write 50");
    assertThat(written.value()).isEqualTo(1250);
    assertThat(bench.inner.written()).isEqualTo(pattern(1250));
  }

  @Test
  void givesBackTheTokensOfWhatTheChannelDidNotTake() {
    bench.inner.takesAtMost(10);
    Outcome<Integer> written = write(bench.wrap(new ThrottledWriter(100)), 100);
    assertThat(written.value()).isEqualTo(100);
    assertThat(bench.inner.log()).hasSize(10).containsOnly("0ms write 10");
  }

  @Test
  void allChannelsOfOneFaultShareItsBucket() {
    ThrottledWriter throttle = new ThrottledWriter(1000);
    FaultChannel one = bench.wrap(throttle);
    FaultChannel two = bench.wrap(throttle);
    assertThat(write(one, 900).value()).isEqualTo(900);
    Outcome<Integer> second = write(two, 200);
    assertThat(second.isDone()).isFalse();
    bench.reactor.advance(ofMillis(100));
    assertThat(second.value()).isEqualTo(200);
    assertThat(bench.inner.log())
        .containsExactly("0ms write 900", "0ms write 100", "100ms write 100");
  }

  @Test
  void aLiftedRateReleasesAWriteAtOnce() {
    ThrottledWriter throttle = new ThrottledWriter(1);
    Outcome<Integer> written = write(bench.wrap(throttle), 1000);
    bench.reactor.advance(ofMillis(5));
    assertThat(bench.inner.log()).containsExactly("0ms write 1");
    throttle.set(0);
    bench.reactor.settle();
    assertThat(written.value()).isEqualTo(1000);
    assertThat(bench.inner.log()).containsExactly("0ms write 1", "5ms write 999");
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void aWriteOfNothingNeedsNoTokens() {
    FaultChannel channel = bench.wrap(new ThrottledWriter(1));
    write(channel, 1);
    assertThat(write(channel, 0).value()).isZero();
  }

  @Test
  void aReadIsLimitedToTheTokensThereAreAndPaysForWhatCame() {
    FaultChannel channel = bench.wrap(new ThrottledReader(1000));
    bench.inner.feed(pattern(2000));
    ByteBuffer dst = ByteBuffer.allocate(2000);
    assertThat(read(channel, dst).value()).isEqualTo(1000);
    assertThat(dst.position()).isEqualTo(1000);
    assertThat(dst.limit()).isEqualTo(2000);
    Outcome<Integer> next = read(channel, dst);
    bench.reactor.advance(ofMillis(100).minusNanos(1));
    assertThat(next.isDone()).isFalse();
    bench.reactor.advance(ofMillis(1));
    assertThat(next.value()).isEqualTo(100);
  }

  @Test
  void aReadThatWaitsForItsPeerHoldsNoTokens() {
    ThrottledReader throttle = new ThrottledReader(1000);
    FaultChannel channel = bench.wrap(throttle);
    Outcome<Integer> waits = read(channel, 1000);
    Bench other = new Bench();
    other.inner.feed(pattern(1000));
    assertThat(read(other.wrap(throttle), 1000).value()).isEqualTo(1000);
    bench.inner.feed(pattern(500));
    assertThat(waits.value()).isEqualTo(500);
  }

  @Test
  void theEndOfTheStreamIsFree() {
    FaultChannel channel = bench.wrap(new ThrottledReader(1));
    bench.inner.feed(pattern(1));
    read(channel, 1);
    bench.inner.feedEnd();
    Outcome<Integer> end = read(channel, 1);
    bench.reactor.advance(ofSeconds(1));
    assertThat(end.value()).isEqualTo(-1);
  }

  @Test
  void aLiftedRateReleasesAReadAtOnce() {
    ThrottledReader throttle = new ThrottledReader(1);
    FaultChannel channel = bench.wrap(throttle);
    bench.inner.feed(pattern(1000));
    assertThat(read(channel, 1000).value()).isEqualTo(1);
    Outcome<Integer> next = read(channel, 1000);
    assertThat(next.isDone()).isFalse();
    throttle.set(0);
    bench.reactor.settle();
    assertThat(next.value()).isEqualTo(999);
  }
}
