package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.Fault;
import io.trixter.netem.Injector;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A buffer is its owner's again as soon as the future of its operation was cancelled. */
class ChannelCancelTest {
  @RegisterExtension final Bench bench = new Bench();

  static Stream<Fault> faults() {
    return Stream.of(
        new ThrottledReader(1 << 20),
        new ThrottledReader(0),
        new DelayedReader(ofMillis(1)),
        new Terminator(0.0),
        new Corrupter(0.0),
        new Injector());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void nothingIsReadIntoABufferAfterItsReadWasCancelled(Fault fault) {
    FaultChannel channel = bench.wrap(fault, new DelayedReader(Duration.ZERO));
    ByteBuffer dst = ByteBuffer.allocate(10);
    Future<Integer> read = channel.read(dst);
    bench.reactor.settle();
    bench.reactor.fromOutside(() -> read.cancel(false));
    dst.limit(5).position(2);
    bench.inner.feed(pattern(10));
    bench.reactor.settle();
    bench.reactor.advance(ofMillis(5));
    assertThat(dst.array()).containsOnly(0);
    assertThat(dst.position()).isEqualTo(2);
    assertThat(dst.limit()).isEqualTo(5);
    assertThatThrownBy(() -> read(channel, 1)).isInstanceOf(IllegalStateException.class);
  }

  static Stream<Fault> fillers() {
    Injector injector = new Injector();
    injector.injectRead(pattern(3));
    return Stream.of(new Corrupter(1.0), injector);
  }

  @ParameterizedTest
  @MethodSource("fillers")
  void norIsGarbagePutThere(Fault filler) {
    FaultChannel channel = bench.wrap(filler);
    ByteBuffer dst = ByteBuffer.allocate(10);
    bench.reactor.fromOutside(() -> channel.read(dst).cancel(false));
    bench.reactor.settle();
    assertThat(dst.array()).containsOnly(0);
    assertThat(dst.position()).isZero();
  }

  @Test
  void aWriteThatIsCancelledSendsNoMoreOfItsBuffer() {
    FaultChannel channel = bench.wrap(new SlicedWriter(4), new ThrottledWriter(1 << 20));
    bench.inner.takesAtMost(3);
    bench.inner.stall();
    ByteBuffer src = ByteBuffer.wrap(pattern(100));
    Future<Integer> written = channel.write(src);
    bench.reactor.settle();
    bench.reactor.fromOutside(() -> written.cancel(false));
    src.limit(50).position(40);
    bench.inner.resume();
    bench.reactor.settle();
    bench.reactor.advance(ofMillis(5));
    assertThat(bench.inner.written()).isEmpty();
    assertThat(src.position()).isEqualTo(40);
    assertThat(src.limit()).isEqualTo(50);
  }

  @Test
  void bytesThatLeftBeforeTheirWriteWasCancelledDoNotLeaveAgain() {
    FaultChannel channel = bench.wrap(new SlicedWriter(4));
    bench.inner.ignoresCancels();
    bench.inner.stall();
    Future<Integer> written = channel.write(ByteBuffer.wrap(pattern(100)));
    bench.reactor.fromOutside(
        () -> {
          bench.inner.resume();
          written.cancel(false);
        });
    bench.reactor.settle();
    assertThat(bench.inner.written()).isEqualTo(Arrays.copyOf(pattern(100), 4));
    assertThat(written).isCancelled();
  }

  @Test
  void aReadThatEndsMovesThePositionOfTheCallersOwnBuffer() throws Exception {
    FaultChannel channel = bench.wrap(new ThrottledReader(1 << 20), new DelayedReader(ofMillis(1)));
    ByteBuffer dst = ByteBuffer.allocate(10);
    Future<Integer> read = channel.read(dst);
    bench.inner.feed(pattern(7));
    bench.reactor.advance(ofMillis(5));
    assertThat(read.get()).isEqualTo(7);
    assertThat(dst.position()).isEqualTo(7);
    assertThat(dst.limit()).isEqualTo(10);
  }
}
