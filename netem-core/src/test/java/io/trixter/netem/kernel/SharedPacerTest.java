package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What streams that share a rate let leave, in virtual time. */
class SharedPacerTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLISECOND = 1_000_000;

  private final SharedPacer shared = new SharedPacer();
  private final SplittableRandom random = new SplittableRandom(42);
  private final List<Stream> streams = new ArrayList<>();
  private long now = Long.MAX_VALUE - SECOND; // soon wraps around
  private long rate = 1_000_000;

  /** A stream that always has a chunk to write. */
  private final class Stream {
    final Pacer pacer = new Pacer(shared);
    final long chunk;
    long asksAt = now;
    long passed;
    long longestWait;

    Stream(long chunk) {
      this.chunk = chunk;
    }

    /** Asks, takes what it may have, and asks again when it is told, or {@code late} later. */
    void ask(long late) {
      long granted = pacer.take(rate, chunk, now);
      if (granted > 0) {
        passed += granted;
        asksAt = now;
      } else if (granted == -Rule.NEVER) {
        asksAt = now + 1000 * SECOND;
      } else {
        longestWait = Math.max(longestWait, -granted);
        asksAt = now - granted + late;
      }
    }
  }

  private void open(int count, long chunk) {
    for (int i = 0; i < count; i++) {
      streams.add(new Stream(chunk));
    }
  }

  /** Lets time pass; each stream that is told to wait asks up to {@code latest} later. */
  private void run(long nanos, long latest) {
    long until = now + nanos;
    while (true) {
      Stream next = streams.get(0);
      for (Stream stream : streams) {
        next = stream.asksAt - next.asksAt < 0 ? stream : next;
      }
      if (next.asksAt - until > 0) {
        break;
      }
      now = next.asksAt;
      next.ask(latest == 0 ? 0 : random.nextLong(latest));
    }
    now = until;
  }

  /** As drivers do when their knob is set. */
  private void setRate(long bytesPerSecond) {
    rate = bytesPerSecond;
    streams.forEach(stream -> stream.asksAt = now);
  }

  private LongStream passed() {
    return streams.stream().mapToLong(stream -> stream.passed);
  }

  @ParameterizedTest
  @CsvSource({"1, 16384", "2, 16384", "7, 1000000", "100, 65536", "300, 16384", "50, 1000"})
  void theRateIsThatOfAllTogether(int count, long chunk) {
    open(count, chunk);
    run(100 * SECOND, 0);
    assertThat(passed().sum()).isBetween(100 * rate - rate / 10, 100 * rate);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 15, 9_999, 1_000_003, 1_000_000_007, 100_000_000_003L})
  void keepsEveryRate(long bytesPerSecond) {
    rate = bytesPerSecond;
    open(5, Long.MAX_VALUE);
    run(100 * SECOND, 0);
    long piece = Math.max(1, Math.min(rate / 10, 1 << 30));
    assertThat(passed().sum()).isBetween(100 * rate - piece, 100 * rate);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 30, 200})
  void driversThatWakeLateKeepTheRate(int count) {
    open(count, 65_536);
    run(200 * SECOND, 90 * MILLISECOND);
    assertThat(passed().sum()).isBetween(199 * rate, 200 * rate + rate / 10);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 100})
  void streamsThatWantMuchGetTheSame(int count) {
    open(count, 1 << 20);
    run(100 * SECOND, 0);
    double share = 100.0 * rate / count;
    assertThat(passed())
        .allSatisfy(bytes -> assertThat((double) bytes).isCloseTo(share, within(0.1 * share)));
  }

  @Test
  void aStreamThatWantsLittleIsNotHeldUpByOthersForLong() {
    open(9, 1 << 20);
    streams.add(new Stream(100));
    run(100 * SECOND, 0);
    assertThat(streams.get(9).longestWait).isLessThan(SECOND);
  }

  @Test
  void aThousandStreamsWaitForSecondsRatherThanMinutes() {
    open(1000, 1 << 20);
    run(100 * SECOND, 0);
    assertThat(streams).allSatisfy(stream -> assertThat(stream.longestWait).isLessThan(5 * SECOND));
  }

  @Test
  void aPieceIsATenthOfASecondsAtMost() {
    open(1, 1 << 20);
    assertThat(streams.get(0).pacer.take(rate, 1 << 20, now)).isEqualTo(-100 * MILLISECOND);
    now += 100 * MILLISECOND;
    assertThat(streams.get(0).pacer.take(rate, 1 << 20, now)).isEqualTo(100_000);
  }

  @Test
  void aPieceWaitsForThoseThatCameBeforeIt() {
    open(2, 1000);
    assertThat(streams.get(0).pacer.take(rate, 1000, now)).isEqualTo(-MILLISECOND);
    assertThat(streams.get(1).pacer.take(rate, 1000, now)).isLessThan(-MILLISECOND);
  }

  @Test
  void idleTimeEarnsNothing() {
    open(3, 65_536);
    run(10 * SECOND, 0);
    long before = passed().sum();
    now += 600 * SECOND;
    streams.forEach(stream -> stream.asksAt = now);
    streams.forEach(stream -> stream.pacer.giveUp());
    run(10 * SECOND, 0);
    assertThat(passed().sum() - before).isLessThanOrEqualTo(10 * rate + rate / 10);
  }

  @Test
  void newStreamsBringNoBurst() {
    open(1, 65_536);
    for (int i = 0; i < 100; i++) {
      open(1, 65_536);
      run(SECOND / 10, 0);
    }
    assertThat(passed().sum()).isLessThanOrEqualTo(10 * rate);
  }

  @Test
  void aRateOfZeroHoldsEverythingAndForgetsNothing() {
    open(2, 100_000);
    run(SECOND + 50 * MILLISECOND, 0);
    long before = passed().sum();
    setRate(0);
    run(60 * SECOND, 0);
    assertThat(passed().sum()).isEqualTo(before);
    setRate(1_000_000);
    run(10 * SECOND, 0);
    assertThat(passed().sum()).isBetween(11 * rate - rate / 10, 11 * rate + rate / 20);
  }

  @Test
  void aNewRateAppliesAtOnceToAllThatWait() {
    rate = 10;
    open(20, 65_536);
    run(5 * SECOND, 0);
    setRate(1_000_000);
    run(SECOND, 0);
    assertThat(passed().sum()).isBetween(rate - rate / 10, rate + rate / 10 + 50);
    long before = passed().sum();
    setRate(1000);
    run(10 * SECOND, 0);
    assertThat(passed().sum() - before).isBetween(9_800L, 10_100L);
  }

  @Test
  void aNewRateForgetsThePiecesOfStreamsThatHaveGoneAway() {
    rate = 10;
    open(20, 1);
    streams.forEach(stream -> stream.pacer.take(rate, 1, now));
    streams.forEach(stream -> stream.pacer.giveUp());
    assertThat(new Pacer(shared).take(1_000_000, 1000, now)).isEqualTo(-MILLISECOND);
  }

  @Test
  void bytesLeaveThoughTheRateIsSetAllTheTime() {
    open(5, 65_536);
    for (int i = 0; i < 1000; i++) {
      setRate(i % 2 == 0 ? 1_000_000 : 500_000);
      run(10 * MILLISECOND, 0);
    }
    assertThat(passed().sum()).isBetween(6_000_000L, 8_000_000L);
  }

  @Test
  void aStreamThatGoesAwayHoldsTheOthersUpForItsPieceOnly() {
    open(3, 65_536);
    run(10 * SECOND, 0);
    streams.remove(1);
    long before = passed().sum();
    run(10 * SECOND, 0);
    assertThat(passed().sum() - before).isGreaterThanOrEqualTo(10 * rate - rate / 5);
  }

  @Test
  void thePieceOfTheLastInTheQueueIsTakenBack() {
    open(3, 1000);
    for (Stream stream : streams) {
      stream.pacer.take(rate, 1000, now);
    }
    long third = -streams.get(2).pacer.take(rate, 1000, now);
    streams.get(2).pacer.giveUp();
    assertThat(new Pacer(shared).take(rate, 1000, now)).isEqualTo(-third);
  }

  @Test
  void givingUpTwiceOrWithNothingInHandChangesNothing() {
    open(2, 1000);
    streams.get(0).pacer.giveUp();
    assertThat(streams.get(0).pacer.take(rate, 1000, now)).isEqualTo(-MILLISECOND);
    streams.get(0).pacer.giveUp();
    streams.get(0).pacer.giveUp();
    assertThat(streams.get(1).pacer.take(rate, 1000, now)).isEqualTo(-MILLISECOND);
  }

  @Test
  void streamsThatTakeTheRateForThemselvesAndShareItAgainLoseNothing() {
    List<Pacer> own = List.of(new Pacer(), new Pacer(), new Pacer(), new Pacer());
    open(own.size(), 16_384);
    long passed = 0;
    for (int i = 0; i < 10_000; i++) { // ten seconds, of which half are each one's own
      now += MILLISECOND;
      for (int k = 0; k < own.size(); k++) {
        Pacer together = streams.get(k).pacer;
        Pacer next = i % 2 == 0 ? own.get(k) : together;
        next.takeOver(i % 2 == 0 ? together : own.get(k), now);
        passed += Math.max(0, next.take(rate, 16_384, now));
      }
    }
    long due = 5 * rate + 5 * own.size() * rate;
    assertThat(passed).isLessThanOrEqualTo(due + rate / 10);
    assertThat(passed).isGreaterThan(5 * rate);
    for (int k = 0; k < own.size(); k++) {
      streams.get(k).pacer.takeOver(own.get(k), now);
      assertThat(-streams.get(k).pacer.take(rate, 16_384, now)).isLessThan(SECOND);
    }
  }

  @Test
  void whatDidNotLeaveIsPaidForByItsStream() {
    open(2, 1000);
    now += MILLISECOND;
    streams.get(0).pacer.take(rate, 1000, now);
    now += MILLISECOND;
    assertThat(streams.get(0).pacer.take(rate, 1000, now)).isEqualTo(1000);
    streams.get(0).pacer.refund(400);
    assertThat(streams.get(1).pacer.take(rate, 1000, now)).isNegative();
    assertThat(streams.get(0).pacer.take(rate, 1000, now)).isEqualTo(400);
    assertThat(streams.get(0).pacer.take(rate, 1000, now)).isNegative();
  }

  @Test
  void aStreamThatComesWithLessThanItWaitedForKeepsTheRest() {
    Pacer pacer = new Pacer(shared);
    pacer.take(rate, 1000, now);
    now += MILLISECOND;
    assertThat(pacer.take(rate, 300, now)).isEqualTo(300);
    assertThat(pacer.take(rate, 1000, now)).isEqualTo(700);
    assertThat(pacer.take(rate, 1000, now)).isNegative();
  }

  @Test
  void aTimeThatWasReadBeforeAnotherThreadsIsTakenForThatOne() {
    Pacer early = new Pacer(shared);
    Pacer late = new Pacer(shared);
    late.take(rate, 1000, now + MILLISECOND);
    assertThat(early.take(rate, 1000, now)).isBetween(-2 * MILLISECOND, -MILLISECOND);
  }

  @Test
  void threadsMayAskAtOnce() throws InterruptedException {
    int count = 8;
    AtomicLong clock = new AtomicLong(now);
    AtomicLong sum = new AtomicLong();
    CountDownLatch started = new CountDownLatch(count);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread =
          new Thread(
              () -> {
                Pacer pacer = new Pacer(shared);
                started.countDown();
                for (int asked = 0; asked < 20_000; asked++) {
                  long time = clock.addAndGet(10_000);
                  sum.addAndGet(Math.max(0, pacer.take(rate, 500, time)));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (clock.get() - now) / 1e9;
    assertThat(started.getCount()).isZero();
    assertThat(sum.get() / seconds).isBetween(0.9 * rate, 1.01 * rate);
  }
}
