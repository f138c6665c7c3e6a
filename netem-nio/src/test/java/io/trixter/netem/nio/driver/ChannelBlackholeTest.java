package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Blackhole;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.Truncator;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Channels whose faults swallow or end: how what waits ends, and what they do by themselves. */
class ChannelBlackholeTest {
  @RegisterExtension final Bench bench = new Bench();
  private final Blackhole hole = new Blackhole();

  @Test
  void aReadThatWaitsTimesOut() {
    Outcome<Integer> got = read(bench.wrap(hole), ByteBuffer.allocate(9), ofMillis(40));
    bench.inner.feed(pattern(3));
    bench.reactor.advance(ofMillis(39));
    assertThat(got.isDone()).isFalse();
    bench.reactor.advance(ofMillis(1));
    assertThat(got.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertThat(bench.inner.log()).isEmpty();
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void aReadThatWaitsEndsWithItsChannel() throws IOException {
    FaultChannel channel = bench.wrap(hole);
    Outcome<Integer> got = read(channel, 9);
    bench.reactor.advance(ofSeconds(100));
    channel.close();
    bench.reactor.settle();
    assertThat(got.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void aReadThatWaitsEndsWithAKillSwitch() {
    Shutdowner shutdowner = new Shutdowner();
    Outcome<Integer> got = read(bench.wrap(hole, shutdowner), 9);
    bench.reactor.settle();
    shutdowner.shutdown(new IOException("over"));
    bench.reactor.settle();
    assertThat(got.failure()).hasMessage("over");
  }

  @Test
  void aReadThatWaitsIsCancelled() {
    Future<Integer> got = bench.wrap(hole).read(ByteBuffer.allocate(9));
    bench.reactor.settle();
    bench.reactor.fromOutside(() -> got.cancel(false));
    bench.reactor.settle();
    assertThat(got).isCancelled();
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void theHalfCloseVanishes() throws IOException {
    FaultChannel channel = bench.wrap(hole);
    channel.shutdownOutput();
    bench.reactor.settle();
    assertThat(bench.inner.log()).isEmpty();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void oneWithATimeClosesTheChannelByItself() {
    FaultChannel channel = bench.wrap(new Blackhole(ofMillis(40)));
    assertThat(write(channel, 10).value()).isEqualTo(10);
    bench.reactor.advance(ofMillis(100));
    assertThat(bench.inner.log()).containsExactly("40ms close");
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void oneThatIsSetOffInTimeDoesNot() {
    Blackhole ending = new Blackhole(ofMillis(40));
    FaultChannel channel = bench.wrap(ending);
    write(channel, 10);
    bench.reactor.advance(ofMillis(30));
    ending.set(false);
    bench.reactor.advance(ofMillis(100));
    assertThat(channel.isOpen()).isTrue();
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void aTruncatorClosesRightBehindTheLastByte() {
    Outcome<Integer> written = write(bench.wrap(Truncator.closing(10)), 10);
    assertThat(written.value()).isEqualTo(10);
    bench.reactor.settle();
    assertThat(bench.inner.log()).containsExactly("0ms write 10", "0ms close");
  }
}
