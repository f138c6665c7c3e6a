package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.fill;
import static io.trixter.netem.nio.conformance.Operations.read;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.send;
import static io.trixter.netem.nio.conformance.Operations.timedRead;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutConformanceTest extends Conformance {
  private static final Duration AFTER_THE_TIMEOUT = Duration.ofMillis(60);

  TimeoutConformanceTest(SetUp setUp) {
    super(setUp, 2);
  }

  @ParameterizedTest
  @CsvSource({"1,NANOSECONDS", "999,MICROSECONDS", "1500,MICROSECONDS", "20,MILLISECONDS"})
  void aReadTimesOutAndNotEarly(long timeout, TimeUnit unit) throws IOException {
    Pair pair = network.pair();
    long begun = System.nanoTime();
    Outcome<Integer> reading = timedRead(pair.client(), timeout, unit);
    assertThat(reading.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(unit.toNanos(timeout));
    assertThat(network.crew.threads()).contains(reading.thread());
    assertThat(pair.client().isOpen()).isTrue();
  }

  @Test
  void aScatteringReadTimesOutAndNotEarly() throws IOException {
    Pair pair = network.pair();
    Outcome<Long> reading = new Outcome<>();
    ByteBuffer[] dsts = {room(1), room(1)};
    long begun = System.nanoTime();
    pair.client().read(dsts, 0, 2, 10, MILLISECONDS, null, reading);
    assertThat(reading.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(10));
  }

  @Test
  void afterATimeoutReadsThrowOrWorkAndWritesWork() throws IOException {
    Pair pair = network.pair();
    timedRead(pair.client(), 1, MILLISECONDS).failure();
    send(pair.server(), 1, 2);
    Outcome<Integer> next = new Outcome<>();
    ByteBuffer dst = room(2);
    if (starts(() -> pair.client().read(dst, null, next))) {
      assertThat(next.value()).isPositive();
      assertThat(dst.get(0)).isEqualTo((byte) 1);
    }
    send(pair.client(), 3);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(3));
    pair.client().close();
  }

  private static boolean starts(Runnable operation) {
    try {
      operation.run();
      return true;
    } catch (RuntimeException errorState) {
      return false;
    }
  }

  @Test
  void aWriteTimesOutAndNotEarly() throws Exception {
    Pair pair = network.narrowPair();
    long begun;
    Outcome<Integer> writing;
    do {
      begun = System.nanoTime();
      writing = timedWrite(pair.client());
    } while (hasMoved(writing));
    assertThat(writing.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(20));
    assertReadsStillWork(pair);
  }

  private static Outcome<Integer> timedWrite(AsynchronousSocketChannel channel) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.write(room(1 << 16), 20, MILLISECONDS, null, outcome);
    return outcome;
  }

  @Test
  void aGatheringWriteTimesOutAndNotEarly() throws Exception {
    Pair pair = network.narrowPair();
    long begun;
    Outcome<Long> writing;
    do {
      writing = new Outcome<>();
      begun = System.nanoTime();
      ByteBuffer[] srcs = {room(1 << 15), room(1 << 15)};
      pair.client().write(srcs, 0, 2, 20, MILLISECONDS, null, writing);
    } while (hasMoved(writing));
    assertThat(writing.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(20));
    assertReadsStillWork(pair);
  }

  private static boolean hasMoved(Outcome<?> outcome) {
    try {
      outcome.value();
      return true;
    } catch (AssertionError failed) {
      return false;
    }
  }

  private static void assertReadsStillWork(Pair pair) throws IOException {
    send(pair.server(), 7);
    assertThat(receive(pair.client(), 1)).isEqualTo(bytes(7));
    if (starts(() -> pair.client().write(room(1), null, new Outcome<>()))) {
      assertThat(pair.client().isOpen()).isTrue();
    }
    pair.client().close();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void withoutATimeoutOrWithTheLongestAReadWaits(long timeout) throws Exception {
    Pair pair = network.pair();
    Outcome<Integer> waits = timedRead(pair.client(), timeout, TimeUnit.DAYS);
    assertThat(waits.endsWithin(Duration.ofMillis(5))).isFalse();
    send(pair.server(), 1, 2, 3);
    assertThat(waits.value()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void withoutATimeoutOrWithTheLongestAWriteWorks(long timeout) throws IOException {
    Pair pair = network.pair();
    Outcome<Integer> one = new Outcome<>();
    pair.client().write(bytes(1), timeout, TimeUnit.DAYS, null, one);
    assertThat(one.value()).isEqualTo(1);
    Outcome<Long> many = new Outcome<>();
    pair.client().write(new ByteBuffer[] {bytes(2)}, 0, 1, timeout, TimeUnit.DAYS, null, many);
    assertThat(many.value()).isEqualTo(1);
    assertThat(receive(pair.server(), 2)).isEqualTo(bytes(1, 2));
  }

  @Test
  void aReadThatEndedInTimeLeavesNoTimeoutToTheNext() throws Exception {
    Pair pair = network.pair();
    Outcome<Integer> first = timedRead(pair.client(), 50, MILLISECONDS);
    send(pair.server(), 1);
    if (!hasMoved(first)) {
      return; // the machine was too slow for it
    }
    Outcome<Integer> second = read(pair.client(), room(10));
    assertThat(second.endsWithin(AFTER_THE_TIMEOUT)).isFalse();
    send(pair.server(), 2);
    assertThat(second.value()).isEqualTo(1);
  }

  @Test
  void aTimedReadThatClosesEndsOnce() throws Exception {
    Pair pair = network.pair();
    Outcome<Integer> reading = timedRead(pair.client(), 30, MILLISECONDS);
    pair.client().close();
    assertThat(reading.failure())
        .isInstanceOfAny(AsynchronousCloseException.class, InterruptedByTimeoutException.class);
    assertThat(read(pair.server(), room(1)).value()).isEqualTo(-1);
    Outcome<Integer> idle = read(network.pair().client(), room(1));
    assertThat(idle.endsWithin(AFTER_THE_TIMEOUT)).isFalse(); // a second call would have thrown
  }

  @ParameterizedTest
  @EnumSource(TimeUnit.class)
  void aTimeoutIsInTheUnitThatIsGiven(TimeUnit unit) throws Exception {
    Pair pair = network.pair();
    long brief = unit.convert(2, MILLISECONDS);
    Outcome<Integer> reading = timedRead(pair.client(), Math.max(1, brief), unit);
    if (brief > 0) {
      assertThat(reading.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    } else {
      assertThat(reading.endsWithin(Duration.ofMillis(10))).isFalse();
    }
  }

  @Test
  void anEmptyBufferDoesNotTimeOut() throws IOException {
    Pair pair = network.pair();
    Outcome<Integer> reading = new Outcome<>();
    pair.client().read(room(0), 1, TimeUnit.NANOSECONDS, null, reading);
    assertThat(reading.value()).isZero();
    Outcome<Integer> writing = new Outcome<>();
    pair.client().write(room(0), 1, TimeUnit.NANOSECONDS, null, writing);
    assertThat(writing.value()).isZero();
  }

  @Test
  void aReadMayTimeOutWhileAWriteWaits() throws Exception {
    Pair pair = network.narrowPair();
    Pending<?> writing = fill(pair.client(), WriteForm.HANDLER);
    assertThat(timedRead(pair.client(), 1, MILLISECONDS).failure())
        .isInstanceOf(InterruptedByTimeoutException.class);
    assertThat(writing.endsWithin(Duration.ofMillis(1))).isFalse();
    pair.client().close();
    assertThat(writing.failure()).isInstanceOf(AsynchronousCloseException.class);
  }
}
