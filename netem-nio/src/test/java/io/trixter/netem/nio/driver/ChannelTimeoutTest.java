package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.Outcome;
import java.nio.ByteBuffer;
import java.nio.channels.InterruptedByTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChannelTimeoutTest {
  private static final Duration TIMEOUT = ofMillis(40);

  @RegisterExtension final Bench bench = new Bench();

  private void assertTimesOut(Outcome<?> outcome) {
    bench.reactor.advance(TIMEOUT.minus(bench.reactor.elapsed()).minusNanos(1));
    assertThat(outcome.isDone()).isFalse();
    bench.reactor.advance(Duration.ofNanos(1));
    assertThat(outcome.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  private Outcome<Integer> timedWrite(FaultChannel channel, int bytes) {
    return write(channel, ByteBuffer.wrap(pattern(bytes)), TIMEOUT);
  }

  private Outcome<Integer> timedRead(FaultChannel channel) {
    return read(channel, ByteBuffer.allocate(100), TIMEOUT);
  }

  @Test
  void aDelayCountsAgainstAWritesTimeout() {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofSeconds(60)));
    assertTimesOut(timedWrite(channel, 10));
    assertThatThrownBy(() -> write(channel, 1)).isInstanceOf(IllegalStateException.class);
    assertThat(bench.inner.log()).isEmpty();
  }

  @Test
  void anEmptyBucketCountsToo() {
    FaultChannel channel = bench.wrap(new ThrottledWriter(1));
    assertTimesOut(timedWrite(channel, 10));
    assertThat(bench.inner.log()).containsExactly("0ms write 1");
  }

  @Test
  void aHoldCountsAgainstAReadsTimeout() {
    FaultChannel channel = bench.wrap(new DelayedReader(ofSeconds(60)));
    Outcome<Integer> held = timedRead(channel);
    bench.inner.feed(pattern(3));
    assertTimesOut(held);
    assertThatThrownBy(() -> read(channel, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anEmptyReadBucketCountsToo() {
    FaultChannel channel = bench.wrap(new ThrottledReader(1));
    bench.inner.feed(pattern(10));
    read(channel, 1);
    assertTimesOut(timedRead(channel));
  }

  @Test
  void whatIsLeftAfterADelayIsTheInnerChannelsTimeout() {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(25)));
    bench.inner.stall();
    assertTimesOut(timedWrite(channel, 10));
    assertThatThrownBy(() -> write(channel, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTimeoutSpansAllTheWritesOfASlicer() {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(15)), new SlicedWriter(4));
    assertTimesOut(timedWrite(channel, 100));
    assertThat(bench.inner.log()).containsExactly("15ms write 4", "30ms write 4");
  }

  @Test
  void aReadThatWaitsForThePeerTimesOut() {
    assertTimesOut(timedRead(bench.wrap(new ThrottledReader(1000))));
  }

  @Test
  void aReadTimesOutThroughAFaultThatIsOff() {
    assertTimesOut(timedRead(bench.wrap(new Terminator(0.0))));
  }

  @Test
  void anOperationThatEndsInTimeDisarmsItsTimeout() {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(39)));
    Outcome<Integer> written = timedWrite(channel, 10);
    bench.reactor.advance(ofMillis(39));
    assertThat(written.value()).isEqualTo(10);
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void theOtherDirectionStaysUsable() {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofSeconds(60)));
    assertTimesOut(timedWrite(channel, 10));
    bench.inner.feed(pattern(3));
    assertThat(read(channel, 10).value()).isEqualTo(3);
  }

  @Test
  void aDirectionStaysUnusableWhenTheFaultIsTurnedOff() {
    DelayedReader delay = new DelayedReader(ofSeconds(60));
    FaultChannel channel = bench.wrap(delay);
    Outcome<Integer> held = timedRead(channel);
    bench.inner.feed(pattern(3)); // these three are lost
    assertTimesOut(held);
    delay.set(Duration.ZERO);
    assertThatThrownBy(() -> read(channel, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWritingDirectionStaysUnusableWhenTheFaultIsTurnedOff() {
    ThrottledWriter throttle = new ThrottledWriter(1);
    FaultChannel channel = bench.wrap(throttle);
    assertTimesOut(timedWrite(channel, 10));
    throttle.set(0);
    assertThatThrownBy(() -> write(channel, 1)).isInstanceOf(IllegalStateException.class);
  }
}
