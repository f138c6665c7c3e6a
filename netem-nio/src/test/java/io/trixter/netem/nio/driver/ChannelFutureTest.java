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
import io.trixter.netem.Fault;
import io.trixter.netem.Injector;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelFutureTest {
  @RegisterExtension final Bench bench = new Bench();

  @Test
  void futuresGiveWhatHandlersWouldBeTold() throws Exception {
    FaultChannel channel =
        bench.wrap(new DelayedWriter(ofMillis(10)), new DelayedReader(ofMillis(10)));
    bench.inner.feed(pattern(3));
    Future<Integer> written = channel.write(ByteBuffer.allocate(5));
    Future<Integer> read = channel.read(ByteBuffer.allocate(5));
    assertThat(written).isNotDone();
    assertThat(read).isNotDone();
    bench.reactor.advance(ofMillis(10));
    assertThat(written.get()).isEqualTo(5);
    assertThat(read.get()).isEqualTo(3);
  }

  @Test
  void aWaitThatIsCancelledLeavesNoTimerAndNoWaiter() {
    DelayedWriter delay = new DelayedWriter(ofSeconds(60));
    FaultChannel channel = bench.wrap(delay);
    Future<Integer> written = channel.write(ByteBuffer.allocate(5));
    assertThat(written.cancel(false)).isTrue();
    assertThat(bench.reactor.hasTimers()).isFalse();
    delay.set(Duration.ZERO);
    bench.reactor.settle();
    assertThat(bench.inner.log()).isEmpty();
    assertThatThrownBy(() -> write(channel, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReadThatIsCancelledInsideTheChannelEndsOnceAndForAll() {
    FaultChannel channel = bench.wrap(new ThrottledReader(1000));
    ByteBuffer dst = ByteBuffer.allocate(2000);
    Future<Integer> read = channel.read(dst);
    read.cancel(false);
    assertThat(dst.limit()).isEqualTo(2000);
    bench.inner.feed(pattern(3));
    bench.reactor.settle();
    assertThat(read).isCancelled();
    assertThatThrownBy(() -> read(channel, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptingCancelClosesTheChannel() {
    FaultChannel channel = bench.wrap(new ThrottledReader(1000));
    Future<Integer> read = channel.read(ByteBuffer.allocate(10));
    read.cancel(true);
    bench.reactor.settle();
    assertThat(bench.inner.log()).containsExactly("0ms close");
    assertThat(read).isCancelled();
  }

  static Stream<Fault> faultsThatAreOff() {
    return Stream.of(new ThrottledReader(0), new Terminator(0.0), new Shutdowner(), new Injector());
  }

  @ParameterizedTest
  @MethodSource("faultsThatAreOff")
  void noReadFollowsOneThatWasCancelledAndTookBytes(Fault off) {
    DelayedReader on = new DelayedReader(Duration.ZERO);
    FaultChannel channel = bench.wrap(on, off);
    ByteBuffer dst = ByteBuffer.allocate(10);
    Future<Integer> read = channel.read(dst);
    read.cancel(false);
    bench.inner.feed(pattern(3));
    bench.reactor.settle();
    assertThatThrownBy(() -> read(channel, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFailureReachesTheFuture() {
    FaultChannel channel = bench.wrap(new Terminator(1.0));
    assertThat(channel.read(ByteBuffer.allocate(1)))
        .failsWithin(ofSeconds(1))
        .withThrowableThat()
        .havingRootCause()
        .withMessageStartingWith("terminated (seed ");
  }
}
