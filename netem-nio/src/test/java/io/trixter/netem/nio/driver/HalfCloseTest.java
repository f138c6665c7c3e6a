package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HalfCloseTest {
  @RegisterExtension final Bench bench = new Bench();
  private final List<Throwable> drained = new ArrayList<>();

  @Test
  void startsAfterTheDelay() throws IOException {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(25)));
    channel.shutdownOutput();
    channel.whenDrained(drained::add);
    bench.reactor.advance(ofMillis(24));
    assertThat(bench.inner.log()).isEmpty();
    assertThat(drained).isEmpty();
    bench.reactor.advance(ofMillis(1));
    assertThat(bench.inner.log()).containsExactly("25ms shutdown");
    assertThat(drained).hasSize(1).containsOnlyNulls();
  }

  @Test
  void followsAWriteThatIsPending() throws IOException {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(25)));
    Outcome<Integer> written = write(channel, 10);
    channel.shutdownOutput();
    channel.whenDrained(drained::add);
    bench.reactor.advance(ofMillis(25));
    assertThat(written.value()).isEqualTo(10);
    assertThat(drained).isEmpty();
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).containsExactly("25ms write 10", "50ms shutdown");
    assertThat(drained).hasSize(1).containsOnlyNulls();
  }

  @Test
  void fromAnotherThreadItFollowsTheWriteTooThatThatThreadBegan() {
    FaultChannel channel = bench.wrap(new ThrottledWriter(10));
    bench.reactor.fromOutside(
        () -> {
          write(channel, 12);
          try {
            channel.shutdownOutput();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(bench.inner.log()).isEmpty();
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log())
        .containsExactly("0ms write 10", "100ms write 1", "200ms write 1", "200ms shutdown");
  }

  @Test
  void aKnobThatIsTurnedReleasesIt() throws IOException {
    DelayedWriter delay = new DelayedWriter(ofSeconds(60));
    bench.wrap(delay).shutdownOutput();
    bench.reactor.advance(ofMillis(5));
    delay.set(Duration.ZERO);
    bench.reactor.settle();
    assertThat(bench.inner.log()).containsExactly("5ms shutdown");
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void passesAThrottleASlicerAndACorrupter() throws IOException {
    FaultChannel channel =
        bench.wrap(new ThrottledWriter(1), new SlicedWriter(1), new Corrupter(1.0));
    channel.shutdownOutput();
    assertThat(bench.inner.log()).containsExactly("0ms shutdown");
  }

  @Test
  void writesAreRefusedWhileItWaitsAndReadsGoOn() throws IOException {
    DelayedWriter delay = new DelayedWriter(ofSeconds(60));
    FaultChannel channel = bench.wrap(delay);
    channel.shutdownOutput();
    assertThat(write(channel, 1).failure()).isInstanceOf(ClosedChannelException.class);
    delay.set(Duration.ZERO);
    assertThat(write(channel, 1).failure()).isInstanceOf(ClosedChannelException.class);
    bench.inner.feed(pattern(3));
    assertThat(read(channel, 10).value()).isEqualTo(3);
    bench.reactor.settle();
    assertThat(write(channel, 1).failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(bench.inner.log()).containsExactly("0ms read 3", "0ms shutdown");
  }

  @Test
  void aSecondOneWhileTheFirstWaitsChangesNothing() throws IOException {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(25)));
    channel.shutdownOutput().shutdownOutput();
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).containsExactly("25ms shutdown");
  }

  @Test
  void aFailureThatComesLaterClosesTheChannelAndReachesAWaiter() throws IOException {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(25)));
    channel.shutdownOutput();
    channel.whenDrained(drained::add);
    IOException cause = new IOException("not connected");
    bench.inner.failWith(cause);
    bench.reactor.advance(ofMillis(25));
    assertThat(bench.inner.log()).containsExactly("25ms close");
    assertThat(drained).containsExactly(cause);
  }

  @Test
  void aFailureAtOnceIsThrown() {
    IOException cause = new IOException("not connected");
    bench.inner.failWith(cause);
    assertThatThrownBy(() -> bench.wrap(new SlicedWriter(1)).shutdownOutput()).isSameAs(cause);
    assertThatThrownBy(() -> new Bench().wrap(new Terminator(1.0)).shutdownOutput())
        .isInstanceOf(IOException.class);
  }

  @Test
  void closingTheChannelEndsTheWait() throws IOException {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofSeconds(60)));
    channel.shutdownOutput();
    channel.whenDrained(drained::add);
    channel.close();
    assertThat(drained).hasSize(1).doesNotContainNull();
    assertThat(bench.inner.log()).containsExactly("0ms close");
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void ofAClosedChannelFails() throws IOException {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(25)));
    channel.close();
    assertThatThrownBy(channel::shutdownOutput).isInstanceOf(ClosedChannelException.class);
    assertThat(bench.inner.log()).containsExactly("0ms close");
  }

  @Test
  void ofTheInputPasses() throws IOException {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(25)));
    assertThat(channel.shutdownInput()).isSameAs(channel);
    assertThat(bench.inner.log()).containsExactly("0ms shutdownInput");
  }

  @Test
  void nothingIsLeftToDrainWithoutOne() {
    bench.wrap(new DelayedWriter(ofMillis(25))).whenDrained(drained::add);
    assertThat(drained).hasSize(1).containsOnlyNulls();
  }
}
