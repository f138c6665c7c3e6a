package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.read;
import static io.trixter.netem.nio.Loopback.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Loopback.HalfPair;
import io.trixter.netem.nio.Loopback.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTimeoutTest {
  @RegisterExtension final Loopback loopback = new Loopback(2);

  private static Outcome<Integer> timedRead(
      AsynchronousSocketChannel channel, long timeout, TimeUnit unit) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.read(ByteBuffer.allocate(10), timeout, unit, null, outcome);
    return outcome;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 999, 1_000, 1_500, 20_300})
  void aReadTimesOutAndNeverEarly(long micros) throws IOException {
    for (int i = 0; i < 5; i++) {
      Pair pair = loopback.pair();
      long begun = System.nanoTime();
      Outcome<Integer> outcome = timedRead(pair.client(), micros, TimeUnit.MICROSECONDS);
      assertThat(outcome.failure()).isInstanceOf(InterruptedByTimeoutException.class);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(micros * 1000);
      assertThatThrownBy(() -> read(pair.client(), 10)).isInstanceOf(IllegalStateException.class);
      assertThat(pair.client().isOpen()).isTrue();
      assertThat(write(pair.client(), ByteBuffer.allocate(1)).value()).isEqualTo(1);
    }
  }

  @Test
  void aWriteTimesOut() throws Exception {
    HalfPair pair = loopback.halfPair();
    Outcome<Long> outcome = new Outcome<>();
    ByteBuffer[] srcs = {ByteBuffer.allocate(1 << 20), ByteBuffer.allocate(1 << 20)};
    do {
      srcs[0].clear();
      outcome = new Outcome<>();
      pair.channel().write(srcs, 0, 2, 20, TimeUnit.MILLISECONDS, null, outcome);
    } while (!failed(outcome));
    assertThat(outcome.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertThatThrownBy(() -> write(pair.channel(), ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
    pair.peer().getOutputStream().write(7);
    assertThat(read(pair.channel(), 10).value()).isEqualTo(1);
    pair.peer().close();
  }

  private static boolean failed(Outcome<Long> outcome) {
    try {
      outcome.value();
      return false;
    } catch (AssertionError failed) {
      return true;
    }
  }

  @Test
  void bytesThatComeInTimeDisarmTheTimeout() throws Exception {
    Pair pair = loopback.pair();
    Outcome<Integer> first = timedRead(pair.client(), 50, TimeUnit.MILLISECONDS);
    write(pair.server(), ByteBuffer.allocate(3));
    assertThat(first.value()).isEqualTo(3);
    Outcome<Integer> second = read(pair.client(), 10);
    assertThat(second.endsWithin(Duration.ofMillis(100))).isFalse();
    write(pair.server(), ByteBuffer.allocate(4));
    assertThat(second.value()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void noTimeoutOrTheLongestWaits(long timeout) throws IOException {
    Pair pair = loopback.pair();
    Outcome<Integer> waits = timedRead(pair.client(), timeout, TimeUnit.DAYS);
    write(pair.server(), ByteBuffer.allocate(3));
    assertThat(waits.value()).isEqualTo(3);
  }

  @Test
  void aCancelledReadLeavesItsDirectionUnusable() throws Exception {
    Pair pair = loopback.pair();
    Future<Integer> pending = pair.client().read(ByteBuffer.allocate(10));
    assertThat(pending.cancel(false)).isTrue();
    assertThat(pending.isCancelled()).isTrue();
    assertThatThrownBy(pending::get).isInstanceOf(CancellationException.class);
    assertThat(pending.cancel(false)).isTrue(); // as CompletableFuture has it
    assertThatThrownBy(() -> read(pair.client(), 10)).isInstanceOf(IllegalStateException.class);
    assertThat(write(pair.client(), ByteBuffer.allocate(5)).value()).isEqualTo(5);
    assertThat(read(pair.server(), 10).value()).isEqualTo(5);
  }

  @Test
  void aCancelledWriteLeavesItsDirectionUnusable() throws Exception {
    Pair pair = loopback.pair();
    Future<Integer> pending;
    do {
      pending = pair.client().write(ByteBuffer.allocate(1 << 20));
    } while (endsSoon(pending));
    assertThat(pending.cancel(false)).isTrue();
    assertThatThrownBy(() -> write(pair.client(), ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  private static boolean endsSoon(Future<Integer> future) throws Exception {
    try {
      future.get(200, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Test
  void anInterruptingCancelClosesTheChannel() throws IOException {
    Pair pair = loopback.pair();
    Outcome<Integer> end = read(pair.server(), 10);
    pair.client().read(ByteBuffer.allocate(10)).cancel(true);
    assertThat(pair.client().isOpen()).isFalse();
    assertThat(end.value()).isEqualTo(-1);
  }

  @Test
  void aFutureThatIsDoneIsNotCancelled() throws Exception {
    Pair pair = loopback.pair();
    Future<Integer> done = pair.client().write(ByteBuffer.allocate(5));
    done.get(30, TimeUnit.SECONDS);
    assertThat(done.cancel(true)).isFalse();
    assertThat(pair.client().isOpen()).isTrue();
    assertThat(write(pair.client(), ByteBuffer.allocate(5)).value()).isEqualTo(5);
  }
}
