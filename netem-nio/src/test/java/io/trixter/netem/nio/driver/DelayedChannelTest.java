package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.DynamicDuration;
import io.trixter.netem.nio.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DelayedChannelTest {
  @RegisterExtension final Bench bench = new Bench();

  @Test
  void startsEachWriteAfterTheDelay() {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(25)));
    Outcome<Integer> first = write(channel, 10);
    bench.reactor.advance(ofMillis(25).minusNanos(1));
    assertThat(first.isDone()).isFalse();
    assertThat(bench.inner.log()).isEmpty();
    bench.reactor.advance(Duration.ofNanos(1));
    assertThat(first.value()).isEqualTo(10);
    write(channel, 20);
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).containsExactly("25ms write 10", "50ms write 20");
  }

  @Test
  void delaysAWriteOnceThoughItMovesInParts() {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(25)));
    bench.inner.takesAtMost(4);
    Outcome<Integer> written = write(channel, 10);
    bench.reactor.advance(ofSeconds(1));
    assertThat(written.value()).isEqualTo(10);
    assertThat(bench.inner.log()).containsExactly("25ms write 4", "25ms write 4", "25ms write 2");
    assertThat(bench.inner.written()).isEqualTo(pattern(10));
  }

  @Test
  void writesOfADelayedReaderAndReadsOfADelayedWriterPass() {
    FaultChannel channel =
        bench.wrap(new DelayedReader(ofSeconds(60)), new DelayedWriter(Duration.ZERO));
    assertThat(write(channel, 10).value()).isEqualTo(10);
    FaultChannel other = bench.wrap(new DelayedWriter(ofSeconds(60)));
    bench.inner.feed(pattern(3));
    assertThat(read(other, 10).value()).isEqualTo(3);
    assertThat(bench.inner.log()).containsExactly("0ms write 10", "0ms read 3");
  }

  @Test
  void aLoweredDelayReleasesAWriteAtOnce() {
    DelayedWriter delay = new DelayedWriter(ofSeconds(60));
    Outcome<Integer> written = write(bench.wrap(delay), 10);
    bench.reactor.advance(ofMillis(5));
    delay.set(Duration.ZERO);
    bench.reactor.settle();
    assertThat(written.value()).isEqualTo(10);
    assertThat(bench.inner.log()).containsExactly("5ms write 10");
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void aTurnedDelayCountsFromWhenTheWriteBegan() {
    DelayedWriter delay = new DelayedWriter(ofMillis(100));
    FaultChannel channel = bench.wrap(delay);
    write(channel, 1);
    bench.reactor.advance(ofMillis(10));
    delay.set(ofMillis(30));
    bench.reactor.advance(ofMillis(5));
    delay.set(ofMillis(300));
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).containsExactly("300ms write 1");
  }

  @Test
  void aSharedKnobReleasesEveryChannelThatWaits() {
    DynamicDuration knob = new DynamicDuration(ofSeconds(60));
    Outcome<Integer> one = write(bench.wrap(new DelayedWriter(knob)), 1);
    Bench other = new Bench();
    Outcome<Integer> two = write(other.wrap(new DelayedWriter(knob)), 2);
    knob.set(Duration.ZERO);
    bench.reactor.settle();
    other.reactor.settle();
    assertThat(one.value()).isEqualTo(1);
    assertThat(two.value()).isEqualTo(2);
  }

  @Test
  void holdsTheFirstBytesOfABurstForTheDelayAfterTheyCame() {
    Outcome<Integer> read = read(bench.wrap(new DelayedReader(ofMillis(25))), 10);
    bench.reactor.advance(ofMillis(10));
    bench.inner.feed(pattern(3));
    bench.reactor.advance(ofMillis(25).minusNanos(1));
    assertThat(read.isDone()).isFalse();
    bench.reactor.advance(Duration.ofNanos(1));
    assertThat(read.value()).isEqualTo(3);
    assertThat(bench.inner.log()).containsExactly("10ms read 3");
  }

  @Test
  void theRestOfABurstIsFree() {
    FaultChannel channel = bench.wrap(new DelayedReader(ofMillis(25)));
    bench.inner.feed(pattern(25));
    read(channel, 10);
    bench.reactor.advance(ofMillis(25));
    assertThat(read(channel, 10).isDone()).isTrue();
    assertThat(read(channel, 10).value()).isEqualTo(5);
  }

  @Test
  void aReadAfterOneThatDidNotFillItsBufferStartsABurst() {
    FaultChannel channel = bench.wrap(new DelayedReader(ofMillis(25)));
    bench.inner.feed(pattern(9));
    read(channel, 10);
    bench.reactor.advance(ofMillis(25));
    bench.inner.feed(pattern(1));
    Outcome<Integer> next = read(channel, 10);
    assertThat(next.isDone()).isFalse();
    bench.reactor.advance(ofMillis(25));
    assertThat(next.value()).isEqualTo(1);
  }

  @Test
  void aReadThatTakesMoreThanAMillisecondStartsABurst() {
    FaultChannel channel = bench.wrap(new DelayedReader(ofMillis(25)));
    bench.inner.feed(pattern(10));
    read(channel, 10);
    bench.reactor.advance(ofMillis(25));
    Outcome<Integer> within = read(channel, 10);
    bench.reactor.advance(ofMillis(1));
    bench.inner.feed(pattern(10));
    assertThat(within.value()).isEqualTo(10);
    Outcome<Integer> beyond = read(channel, 10);
    bench.reactor.advance(ofMillis(1).plusNanos(1));
    bench.inner.feed(pattern(10));
    assertThat(beyond.isDone()).isFalse();
    bench.reactor.advance(ofMillis(25));
    assertThat(beyond.value()).isEqualTo(10);
  }

  @Test
  void doesNotHoldTheEndOfTheStreamNorAReadOfNothing() {
    FaultChannel channel = bench.wrap(new DelayedReader(ofSeconds(60)));
    assertThat(read(channel, 0).value()).isZero();
    bench.inner.feedEnd();
    assertThat(read(channel, 10).value()).isEqualTo(-1);
  }

  @Test
  void aTurnedDelayReachesBytesThatAreHeld() {
    DelayedReader delay = new DelayedReader(ofSeconds(60));
    FaultChannel channel = bench.wrap(delay);
    bench.inner.feed(pattern(3));
    Outcome<Integer> held = read(channel, 10);
    bench.reactor.advance(ofMillis(5));
    assertThat(held.isDone()).isFalse();
    delay.set(ofMillis(20));
    bench.reactor.advance(ofMillis(14));
    assertThat(held.isDone()).isFalse();
    delay.set(Duration.ZERO);
    bench.reactor.settle();
    assertThat(held.value()).isEqualTo(3);
  }
}
