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
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelCloseTest {
  @RegisterExtension final Bench bench = new Bench();

  static Stream<Fault> faultsThatMakeAWriteWait() {
    return Stream.of(new DelayedWriter(ofSeconds(60)), new ThrottledWriter(1));
  }

  @ParameterizedTest
  @MethodSource("faultsThatMakeAWriteWait")
  void closingFailsAWriteThatWaits(Fault fault) throws IOException {
    FaultChannel channel = bench.wrap(fault, new SlicedWriter(500));
    Outcome<Integer> waits = write(channel, 1000);
    bench.reactor.advance(ofMillis(1));
    channel.close();
    assertThat(waits.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(bench.inner.log()).endsWith("1ms close");
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("faultsThatMakeAWriteWait")
  void aResetFailsAWriteThatWaits(Fault fault) {
    FaultChannel channel = bench.wrap(fault);
    Outcome<Integer> waits = write(channel, 1000);
    bench.reactor.fromOutside(channel::reset);
    bench.reactor.settle();
    assertThat(waits.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(bench.inner.log()).endsWith("0ms reset");
  }

  @Test
  void closingFailsAReadWhoseBytesAreHeld() throws IOException {
    FaultChannel channel = bench.wrap(new DelayedReader(ofSeconds(60)));
    bench.inner.feed(pattern(3));
    Outcome<Integer> held = read(channel, 10);
    channel.close();
    assertThat(held.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void closingFailsWhatIsInsideTheInnerChannel() throws IOException {
    FaultChannel channel = bench.wrap(new ThrottledReader(100), new SlicedWriter(10));
    bench.inner.stall();
    Outcome<Integer> reading = read(channel, 10);
    Outcome<Integer> writing = write(channel, 100);
    channel.close();
    assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(writing.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void closingTheInnerChannelEndsWhatWaitsOutside() {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofSeconds(60)));
    Outcome<Integer> waits = write(channel, 10);
    bench.inner.close();
    assertThat(waits.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void operationsOfAClosedChannelFail() throws IOException {
    FaultChannel channel = bench.wrap(new ThrottledReader(1), new ThrottledWriter(1));
    channel.close();
    assertThat(read(channel, 1).failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(write(channel, 1).failure()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aListenerHearsOfTheCloseOnce() throws IOException {
    FaultChannel channel = bench.wrap(new ThrottledReader(1), new Terminator(0.0));
    int[] heard = new int[1];
    channel.whenClosed(() -> heard[0]++);
    channel.close();
    channel.close();
    channel.reset();
    bench.reactor.settle();
    assertThat(heard[0]).isEqualTo(1);
    assertThat(bench.inner.log()).containsExactly("0ms close");
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new DelayedReader(ofSeconds(60)), new ThrottledReader(1000), new Terminator(0.0));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void oneReadIsPendingAtATime(Fault fault) {
    FaultChannel channel = bench.wrap(fault);
    Outcome<Integer> pending = read(channel, 10);
    assertThatThrownBy(() -> read(channel, 10)).isInstanceOf(ReadPendingException.class);
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ReadPendingException.class);
    bench.inner.feed(pattern(3));
    bench.reactor.advance(ofSeconds(60));
    assertThat(pending.value()).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("faultsThatMakeAWriteWait")
  void oneWriteIsPendingAtATime(Fault fault) {
    FaultChannel channel = bench.wrap(fault);
    Outcome<Integer> pending = write(channel, 10);
    assertThatThrownBy(() -> write(channel, 10)).isInstanceOf(WritePendingException.class);
    bench.reactor.advance(ofSeconds(60));
    assertThat(pending.value()).isEqualTo(10);
  }

  @Test
  void aReadThatPassesAndOneUnderTheRuleAreNotPendingTogether() {
    Terminator terminator = new Terminator(0.0);
    FaultChannel channel = bench.wrap(terminator);
    Outcome<Integer> passing = read(channel, 10);
    terminator.set(1e-300);
    assertThatThrownBy(() -> read(channel, 10)).isInstanceOf(ReadPendingException.class);
    bench.inner.feed(pattern(3));
    assertThat(passing.value()).isEqualTo(3);
    Outcome<Integer> ruled = read(channel, 10);
    terminator.set(0.0);
    assertThatThrownBy(() -> read(channel, 10)).isInstanceOf(ReadPendingException.class);
    bench.inner.feed(pattern(4));
    assertThat(ruled.value()).isEqualTo(4);
  }
}
