package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayLine;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LineEndsTest {
  @RegisterExtension final Bench bench = new Bench();
  private final LineBench knobs = new LineBench(bench);
  private final DelayBudget budget = new DelayBudget(1 << 30);
  private final FaultChannel line = knobs.line(100_000, budget);
  private final List<Throwable> drained = new ArrayList<>();
  private final IOException cause = new IOException("broken pipe");

  @Test
  void theHalfCloseIsDelayedAndLast() throws IOException {
    write(line, 5);
    bench.reactor.advance(ofMillis(20));
    line.shutdownOutput();
    line.whenDrained(drained::add);
    bench.reactor.advance(ofMillis(49));
    assertThat(bench.inner.log()).containsExactly("50ms write 5");
    assertThat(drained).isEmpty();
    bench.reactor.advance(ofMillis(1));
    assertThat(bench.inner.log()).containsExactly("50ms write 5", "70ms shutdown");
    assertThat(drained).hasSize(1).containsOnlyNulls();
    assertThat(budget.used()).isZero();
  }

  @Test
  void aLoweredDelayReleasesTheHalfClose() throws IOException {
    knobs.delay.set(ofSeconds(60));
    line.shutdownOutput();
    bench.reactor.advance(ofMillis(5));
    knobs.delay.set(ZERO);
    bench.reactor.settle();
    assertThat(bench.inner.log()).containsExactly("5ms shutdown");
  }

  @Test
  void offAndEmptyTheHalfCloseGoesAtOnce() throws IOException {
    knobs.delay.set(ZERO);
    line.shutdownOutput();
    assertThat(bench.inner.log()).containsExactly("0ms shutdown");
  }

  @Test
  void writesAreRefusedBehindTheHalfClose() throws IOException {
    line.shutdownOutput();
    assertThat(write(line, 5).failure()).isInstanceOf(ClosedChannelException.class);
    line.shutdownOutput();
    bench.reactor.advance(ofSeconds(1));
    assertThat(write(line, 5).failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(bench.inner.log()).containsExactly("50ms shutdown");
  }

  @Test
  void fromAnotherThreadTheHalfCloseFollowsTheWriteToo() {
    bench.reactor.fromOutside(
        () -> {
          write(line, 5);
          try {
            line.shutdownOutput();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).containsExactly("50ms write 5", "50ms shutdown");
  }

  @Test
  void aHalfCloseBehindAWriteThatWaitsForRoomFollowsIt() throws IOException {
    Outcome<Integer> waits;
    do {
      waits = write(line, 1000);
    } while (waits.isDone());
    line.shutdownOutput();
    line.whenDrained(drained::add);
    bench.reactor.advance(ofSeconds(1));
    assertThat(waits.value()).isEqualTo(1000);
    assertThat(bench.inner.log()).endsWith("100ms write 1000", "100ms shutdown");
    assertThat(drained).hasSize(1).containsOnlyNulls();
  }

  @Test
  void aFailureSticksAndMeetsTheNextWriteFreshly() {
    write(line, 5);
    write(line, 6);
    bench.inner.failWith(cause);
    bench.reactor.advance(ofMillis(50));
    assertThat(budget.used()).isZero();
    Throwable first = write(line, 7).failure();
    knobs.delay.set(ZERO);
    Throwable second = write(line, 7).failure();
    assertThat(first).isExactlyInstanceOf(IOException.class).hasMessage("broken pipe");
    assertThat(first).hasCause(cause);
    assertThat(second).hasCause(cause).isNotSameAs(first);
  }

  @Test
  void aFailureMeetsTheNextHalfClose() {
    write(line, 5);
    bench.inner.failWith(cause);
    bench.reactor.advance(ofMillis(50));
    assertThatThrownBy(line::shutdownOutput)
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("broken pipe")
        .hasCause(cause);
  }

  @Test
  void aFailureMeetsAWriterThatWaitsForRoomFreshly() {
    bench.inner.stall();
    Outcome<Integer> waits;
    do {
      waits = write(line, 1000);
    } while (waits.isDone());
    bench.reactor.advance(ofMillis(50));
    bench.inner.failWith(cause);
    assertThat(waits.failure()).hasMessage("broken pipe").hasCause(cause);
  }

  @Test
  void aFailureOfTheHalfCloseReachesAWaiter() throws IOException {
    line.shutdownOutput();
    line.whenDrained(drained::add);
    bench.inner.failWith(cause);
    bench.reactor.advance(ofMillis(50));
    assertThat(drained).containsExactly(cause);
    line.whenDrained(drained::add);
    assertThat(drained).containsExactly(cause, cause);
  }

  @Test
  void isDrainedWhenTheLastByteHasLeft() {
    bench.inner.takesAtMost(3);
    line.whenDrained(drained::add);
    assertThat(drained).hasSize(1);
    drained.clear();
    write(line, 5);
    line.whenDrained(drained::add);
    bench.reactor.advance(ofMillis(49));
    assertThat(drained).isEmpty();
    bench.reactor.advance(ofMillis(1));
    assertThat(drained).hasSize(1).containsOnlyNulls();
  }

  @Test
  void aCloseTellsAWaiterThatTheBytesDidNotLeave() throws IOException {
    write(line, 5);
    line.whenDrained(drained::add);
    line.close();
    bench.reactor.advance(ofSeconds(1));
    assertThat(drained).hasSize(1).hasOnlyElementsOfType(ClosedChannelException.class);
  }

  @Test
  void aWaiterBehindATriggeredKillSwitchHearsOfItsReason() {
    Shutdowner shutdowner = new Shutdowner();
    FaultChannel channel = FaultChannel.wrap(line, () -> bench.reactor, shutdowner);
    write(channel, 5);
    channel.whenDrained(drained::add);
    shutdowner.shutdown(cause);
    bench.reactor.settle();
    assertThat(drained).hasSize(1);
    assertThat(drained.get(0)).hasMessage("broken pipe").hasCause(cause);
  }

  @Test
  void operationsOfAClosedLineFail() throws IOException {
    line.close();
    assertThat(write(line, 5).failure()).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(line::shutdownOutput).isInstanceOf(ClosedChannelException.class);
    assertThat(budget.used()).isZero();
  }

  @Test
  void rulesBelowALineAreNotDisturbedByAWriteThatWaitsInIt() throws IOException {
    SlicedWriter slices = new SlicedWriter(3);
    FaultChannel channel = bench.wrap(slices, new DelayLine(ofMillis(50)), new SlicedWriter(5));
    bench.inner.stall();
    write(channel, 10).value();
    bench.reactor.advance(ofMillis(50));
    write(channel, 4).value();
    bench.inner.resume();
    bench.reactor.advance(ofMillis(50));
    assertThat(bench.inner.written()).hasSize(14);
    assertThat(write(channel, 1).value()).isEqualTo(1);
  }

  @Test
  void aWriteThatIsPendingAboveALineDoesNotBreakTheOneThatLeavesIt() {
    FaultChannel channel =
        bench.wrap(
            new ThrottledWriter(1 << 30),
            new DelayLine(ofMillis(50)),
            new DelayedWriter(ofMillis(100)));
    Outcome<Integer> first = write(channel, 10);
    bench.reactor.advance(ofMillis(100));
    assertThat(first.value()).isEqualTo(10);
    Outcome<Integer> second = write(channel, 10); // waits above the line while the first leaves it
    bench.reactor.advance(ofMillis(50));
    assertThat(second.isDone()).isFalse();
    assertThat(bench.inner.log()).containsExactly("150ms write 10");
    bench.reactor.advance(ofMillis(100));
    assertThat(second.value()).isEqualTo(10);
    assertThat(bench.inner.log()).containsExactly("150ms write 10", "250ms write 10");
  }
}
