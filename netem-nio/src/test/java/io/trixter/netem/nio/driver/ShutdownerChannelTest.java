package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShutdownerChannelTest {
  @RegisterExtension final Bench bench = new Bench();
  private final Shutdowner shutdowner = new Shutdowner();
  private final IOException cause = new IOException("pulled the plug");

  private void assertPulled(Throwable failure) {
    assertThat(failure).isExactlyInstanceOf(IOException.class).hasMessage("pulled the plug");
    assertThat(failure).hasCause(cause).isNotSameAs(cause);
  }

  @Test
  void closesTheChannelAndFailsWhatIsPendingInIt() {
    FaultChannel channel = bench.wrap(shutdowner);
    bench.inner.stall();
    Outcome<Integer> reading = read(channel, 10);
    Outcome<Integer> writing = write(channel, 10);
    bench.reactor.advance(ofMillis(3));
    shutdowner.shutdown(cause);
    assertThat(reading.isDone()).isFalse(); // the buffers are the channel's yet
    assertThat(writing.isDone()).isFalse();
    bench.reactor.settle();
    assertThat(bench.inner.log()).containsExactly("3ms close");
    assertPulled(reading.failure());
    assertPulled(writing.failure());
    assertThat(reading.failure()).isNotSameAs(writing.failure());
  }

  @Test
  void failsScatteringAndGatheringOperationsToo() {
    FaultChannel channel = bench.wrap(shutdowner);
    bench.inner.stall();
    Outcome<Long> reading = new Outcome<>();
    Outcome<Long> writing = new Outcome<>();
    ByteBuffer[] buffers = {ByteBuffer.allocate(3), ByteBuffer.allocate(4)};
    channel.read(buffers, 0, 2, 0, TimeUnit.SECONDS, "r", reading);
    channel.write(buffers, 0, 2, 0, TimeUnit.SECONDS, "w", writing);
    shutdowner.shutdown(cause);
    bench.reactor.settle();
    assertPulled(reading.failure());
    assertPulled(writing.failure());
    assertThat(reading.attachment()).isEqualTo("r");
    assertThat(writing.attachment()).isEqualTo("w");
  }

  @Test
  void waitsForNoFaultBelow() {
    FaultChannel channel =
        bench.wrap(new DelayedWriter(ofSeconds(60)), new ThrottledWriter(1), shutdowner);
    Outcome<Integer> delayed = write(channel, 1000);
    bench.reactor.advance(ofMillis(2));
    shutdowner.shutdown(cause);
    bench.reactor.settle();
    assertPulled(delayed.failure());
    assertThat(bench.inner.log()).containsExactly("2ms close");
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void aFaultAboveEndsWithItAndSaysSo() {
    FaultChannel channel = bench.wrap(shutdowner, new DelayedWriter(ofSeconds(60)));
    Outcome<Integer> delayed = write(channel, 1000);
    shutdowner.shutdown(cause);
    bench.reactor.settle();
    assertThat(delayed.failure()).isInstanceOf(IOException.class);
    assertThat(bench.reactor.hasTimers()).isFalse();
    assertPulled(read(channel, 1).failure());
  }

  @Test
  void everyLaterOperationFails() throws Exception {
    FaultChannel channel = bench.wrap(shutdowner);
    shutdowner.shutdown(cause);
    assertPulled(read(channel, 10).failure()); // the channel is not closed yet
    bench.reactor.settle();
    assertPulled(read(channel, 10).failure());
    assertPulled(write(channel, 10).failure());
    assertThat(channel.write(ByteBuffer.allocate(1)))
        .failsWithin(ofSeconds(1))
        .withThrowableOfType(ExecutionException.class)
        .satisfies(thrown -> assertPulled(thrown.getCause()));
    assertThatThrownBy(channel::shutdownOutput).satisfies(this::assertPulled);
  }

  @Test
  void closingAChannelHasItForgotten() throws IOException {
    FaultChannel channel = bench.wrap(shutdowner);
    channel.close();
    shutdowner.shutdown(cause);
    bench.reactor.settle();
    assertThat(bench.inner.log()).containsExactly("0ms close");
  }
}
