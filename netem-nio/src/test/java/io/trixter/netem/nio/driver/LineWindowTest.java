package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayLine;
import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.WritePendingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LineWindowTest {
  private static final long WINDOW = 100_000;

  @RegisterExtension final Bench bench = new Bench();
  @RegisterExtension final Bench other = new Bench();
  private final LineBench knobs = new LineBench(bench);
  private final DelayBudget budget = new DelayBudget(1 << 30);
  private final FaultChannel line = knobs.line(WINDOW, budget);

  /** Writes of so many bytes until one has to wait; that one. */
  private Outcome<Integer> fill(FaultChannel line, int bytes) {
    Outcome<Integer> last;
    do {
      last = write(line, bytes);
    } while (last.isDone());
    return last;
  }

  @Test
  void takesNoMoreThanItsWindowBookkeepingCounted() {
    fill(line, 1000);
    assertThat(budget.used()).isBetween(WINDOW - 2000, WINDOW);
  }

  @Test
  void bookkeepingCountsForTinyWritesMost() {
    fill(line, 1);
    assertThat(budget.used()).isBetween(WINDOW - 1000, WINDOW + 1000); // the last one's own
  }

  @Test
  void aWriterThatWaitsProceedsWhenTheFirstBytesLeave() {
    write(line, 1000);
    bench.reactor.advance(ofMillis(20));
    Outcome<Integer> waits = fill(line, 1000);
    bench.reactor.advance(ofMillis(30).minusNanos(1));
    assertThat(waits.isDone()).isFalse();
    assertThatThrownBy(() -> write(line, 1)).isInstanceOf(WritePendingException.class);
    bench.reactor.advance(Duration.ofNanos(1));
    assertThat(waits.value()).isEqualTo(1000);
  }

  @Test
  void aWriteLargerThanTheRoomIsTakenInPart() {
    Outcome<Integer> written = write(line, 1_000_000);
    assertThat(written.value()).isBetween(50_000, (int) WINDOW);
    assertThat(budget.used()).isLessThan(WINDOW + DelayBudget.BLOCK + 1000);
  }

  /** A channel of a delay line of 50 ms around {@code inner}, on a budget of its own. */
  private static Part onBudget(DelayBudget budget) {
    RandomSource source = new RandomSource(42, 0, "DelayLine");
    DelayQueue queue = new DelayLine(ofMillis(50)).rules(source).line();
    return new Part(Rules.of("DelayLine").line(queue.within(WINDOW, budget, 0)), null);
  }

  private void carriesAll(FaultChannel channel) {
    ByteBuffer src = ByteBuffer.wrap(pattern(300_000));
    while (src.hasRemaining()) {
      Outcome<Integer> written = write(channel, src);
      while (!written.isDone()) {
        bench.reactor.advance(ofMillis(1));
        assertThat(bench.reactor.elapsed()).isLessThan(ofSeconds(100));
      }
    }
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.written()).isEqualTo(pattern(300_000));
  }

  @Test
  void twoLinesInARowCarryAllOnABudgetThatTheFirstCanFill() {
    DelayBudget small = new DelayBudget(64 << 10);
    carriesAll(FaultChannel.wrap(bench.inner, List.of(onBudget(small), onBudget(small))));
  }

  @Test
  void twoChannelsWithALineEachCarryAllOnABudgetThatTheFirstCanFill() {
    DelayBudget small = new DelayBudget(64 << 10);
    FaultChannel inner = FaultChannel.wrap(bench.inner, List.of(onBudget(small)));
    carriesAll(FaultChannel.wrap(inner, List.of(onBudget(small))));
  }

  @Test
  void allBytesArriveInOrderThroughASmallWindow() {
    byte[] sent = pattern(2_000_000);
    ByteBuffer src = ByteBuffer.wrap(sent);
    bench.inner.takesAtMost(30_000);
    long most = 0;
    while (src.hasRemaining()) {
      Outcome<Integer> written = write(line, src);
      while (!written.isDone()) {
        bench.reactor.advance(ofMillis(1));
        assertThat(bench.reactor.elapsed()).isLessThan(ofSeconds(10));
      }
      most = Math.max(most, budget.used());
    }
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.written()).isEqualTo(sent);
    assertThat(most).isLessThan(WINDOW + DelayBudget.BLOCK + 1000);
    assertThat(budget.used()).isZero();
  }

  @Test
  void aWriterThatWaitsTimesOutAndMayNotGoOn() {
    Outcome<Integer> waits;
    do {
      waits = write(line, ByteBuffer.allocate(1000), ofMillis(10));
    } while (waits.isDone());
    bench.reactor.advance(ofMillis(10));
    assertThat(waits.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertThatThrownBy(() -> write(line, 1)).isInstanceOf(IllegalStateException.class);
    knobs.delay.set(Duration.ZERO);
    bench.reactor.settle();
    assertThatThrownBy(() -> write(line, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingEndsAWriterThatWaitsAndDropsWhatIsHeld() throws IOException {
    Outcome<Integer> waits = fill(line, 1000);
    line.close();
    assertThat(waits.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(budget.used()).isZero();
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).containsExactly("0ms close");
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void aResetDropsWhatIsHeldTooAlsoWhileTheChannelHasAWrite() {
    bench.inner.stall();
    write(line, 1000);
    write(line, 1000);
    bench.reactor.advance(ofMillis(50));
    line.reset();
    assertThat(budget.used()).isZero();
    assertThat(bench.inner.log()).containsExactly("50ms reset");
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void aLineMayHoldAsMuchAsIsFree() {
    DelayBudget small = new DelayBudget(800_000);
    fill(knobs.line(0, 1 << 30, small), 1000);
    assertThat(small.used()).isBetween(397_000L, 400_000L + 2000);
    fill(knobs.line(1, 1 << 30, small), 1000);
    assertThat(small.used()).isBetween(597_000L, 600_000L + 2000);
    fill(knobs.line(2, 1 << 30, small), 1000);
    assertThat(small.used()).isBetween(697_000L, 700_000L + 2000);
  }

  @Test
  void aLineWithoutRoomWaitsUntilThereIs() {
    DelayBudget small = new DelayBudget(10_000);
    FaultChannel first = knobs.line(0, WINDOW, small);
    FaultChannel second = knobs.line(1, WINDOW, small);
    FaultChannel third = knobs.line(2, WINDOW, small);
    assertThat(write(first, 9_000).value()).isEqualTo(9_000);
    Outcome<Integer> waits = write(second, 5_000);
    Outcome<Integer> waitsLonger = write(third, 100);
    assertThat(small.used()).isLessThanOrEqualTo(10_000);
    bench.reactor.advance(ofMillis(50).minusNanos(1));
    assertThat(waits.isDone()).isFalse();
    assertThat(waitsLonger.isDone()).isFalse(); // though it would fit: first come, first served
    bench.reactor.advance(Duration.ofNanos(1));
    assertThat(waits.value()).isEqualTo(5_000);
    assertThat(waitsLonger.value()).isEqualTo(100);
    bench.reactor.advance(ofMillis(50));
    assertThat(small.used()).isZero();
  }

  @Test
  void aLineThatIsClosedWhileItWaitsLetsTheNextOneIn() throws IOException {
    DelayBudget small = new DelayBudget(10_000);
    write(knobs.line(0, WINDOW, small), 9_000).value();
    FaultChannel leaves = new LineBench(other).line(1, WINDOW, small);
    write(leaves, 5_000);
    Outcome<Integer> stays = write(knobs.line(2, WINDOW, small), 5_000);
    leaves.close();
    bench.reactor.advance(ofMillis(50));
    assertThat(stays.value()).isEqualTo(5_000);
  }

  @Test
  void aWriteThatTimesOutWhileItWaitsForTheBudgetLetsTheNextLineIn() {
    DelayBudget small = new DelayBudget(10_000);
    write(new LineBench(other).line(0, WINDOW, small), 9_000).value();
    Outcome<Integer> gives =
        write(knobs.line(1, WINDOW, small), ByteBuffer.allocate(5_000), ofMillis(1));
    Outcome<Integer> next = write(knobs.line(2, WINDOW, small), 5_000);
    bench.reactor.advance(ofMillis(1));
    assertThat(gives.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    other.reactor.advance(ofMillis(50));
    bench.reactor.settle();
    assertThat(next.value()).isEqualTo(5_000);
  }

  @Test
  void aLineThatIsSetOffWhileItWaitsForRoomPasses() {
    DelayBudget small = new DelayBudget(10_000);
    LineBench full = new LineBench(other);
    write(full.line(0, WINDOW, small), 9_000).value();
    Outcome<Integer> waits = write(knobs.line(1, WINDOW, small), 3_000);
    assertThat(waits.isDone()).isFalse();
    knobs.delay.set(Duration.ZERO);
    bench.reactor.settle();
    assertThat(waits.value()).isEqualTo(3_000);
    assertThat(bench.inner.log()).containsExactly("0ms write 3000");
  }

  /** A budget without room for a second line, which sets the delay off as that begins to wait. */
  private DelayBudget settingOffThoseThatWait() {
    DelayBudget small = new DelayBudget(10_000, () -> knobs.delay.set(Duration.ZERO));
    write(new LineBench(other).line(0, WINDOW, small), 9_000).value();
    return small;
  }

  @Test
  void aLineThatIsSetOffJustAsItBeginsToWaitForRoomPasses() {
    Outcome<Integer> written = write(knobs.line(1, WINDOW, settingOffThoseThatWait()), 3_000);
    bench.reactor.settle();
    assertThat(written.value()).isEqualTo(3_000);
  }

  @Test
  void aLineThatIsSetOffJustAsItsReaderBeginsToWaitHasRoom() {
    FaultChannel setOff = knobs.line(1, WINDOW, settingOffThoseThatWait());
    assertThat(setOff.room(5_000, () -> {})).isEqualTo(5_000);
  }

  @Test
  void aReaderThatWaitedForRoomAndIsSetOffLetsTheNextLineIn() {
    DelayBudget small = new DelayBudget(10_000);
    LineBench others = new LineBench(other);
    write(others.line(0, WINDOW, small), 9_000).value();
    FaultChannel setOff = knobs.line(1, WINDOW, small);
    assertThat(setOff.room(5_000, () -> setOff.room(5_000, () -> {}))).isZero();
    Outcome<Integer> waits = write(others.line(2, WINDOW, small), 5_000);
    knobs.delay.set(Duration.ZERO);
    bench.reactor.settle();
    other.reactor.advance(ofMillis(50));
    assertThat(waits.value()).isEqualTo(5_000);
  }

  @Test
  void aWriterThatTimesOutWhileItWaitsForRoomLetsTheNextLineIn() {
    DelayBudget small = new DelayBudget(10_000);
    write(knobs.line(0, WINDOW, small), 9_000).value();
    write(knobs.line(1, WINDOW, small), ByteBuffer.allocate(5_000), ofMillis(10));
    Outcome<Integer> waits = write(knobs.line(2, WINDOW, small), 5_000);
    bench.reactor.advance(ofMillis(50));
    assertThat(waits.value()).isEqualTo(5_000);
  }

  @Test
  void aWriterThatIsCancelledWhileItWaitsForRoomLetsTheNextLineIn() {
    DelayBudget small = new DelayBudget(10_000);
    write(knobs.line(0, WINDOW, small), 9_000).value();
    Future<Integer> cancelled = knobs.line(1, WINDOW, small).write(ByteBuffer.allocate(5_000));
    Outcome<Integer> waits = write(knobs.line(2, WINDOW, small), 5_000);
    cancelled.cancel(false);
    bench.reactor.advance(ofMillis(50));
    assertThat(waits.value()).isEqualTo(5_000);
  }

  @Test
  void linesOnTwoThreadsHaveNoRoomTwice() throws Exception {
    int rounds = 2_000;
    int total = 4 * DelayBudget.BLOCK;
    DelayBudget shared = new DelayBudget(total);
    CyclicBarrier together = new CyclicBarrier(2);
    Callable<Long> filling =
        () -> {
          RandomSource source = new RandomSource(1, 0, "DelayLine");
          DelayQueue own = new DelayLine(knobs.delay).rules(source).line().within(total, shared, 0);
          ByteBuffer src = ByteBuffer.allocate(total);
          long most = 0;
          for (int i = 0; i < rounds; i++) {
            together.await();
            own.take(src.clear(), 0);
            most = Math.max(most, shared.used());
            together.await();
            own.clear();
          }
          return most;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (Future<Long> most : threads.invokeAll(List.of(filling, filling))) {
        assertThat(most.get()).isLessThanOrEqualTo(total);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(shared.used()).isZero();
  }
}
