package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.accept;
import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.connect;
import static io.trixter.netem.nio.conformance.Operations.read;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.send;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancelConformanceTest extends Conformance {
  CancelConformanceTest(SetUp setUp) {
    super(setUp, 2);
  }

  private static void assertCancelled(Future<?> future) {
    assertThat(future.isCancelled()).isTrue();
    assertThat(future.isDone()).isTrue();
    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> future.get(1, SECONDS)).isInstanceOf(CancellationException.class);
  }

  /** A write that waits, of a channel that was filled. */
  private static Future<Integer> waitingWrite(AsynchronousSocketChannel channel) throws Exception {
    channel.write(room(1 << 16)).get(15, SECONDS);
    while (true) {
      Future<Integer> last = channel.write(room(1 << 16));
      try {
        last.get(40, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return last;
      }
    }
  }

  private static boolean starts(Runnable operation) {
    try {
      operation.run();
      return true;
    } catch (RuntimeException errorState) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReadIsCancelled(boolean interrupt) throws IOException {
    Pair pair = network.pair();
    Future<Integer> reading = pair.client().read(room(10));
    assertThat(reading.isDone()).isFalse();
    assertThat(reading.isCancelled()).isFalse();
    assertThat(reading.cancel(interrupt)).isTrue();
    assertCancelled(reading);
    reading.cancel(interrupt);
    assertCancelled(reading);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWriteIsCancelled(boolean interrupt) throws Exception {
    Future<Integer> writing = waitingWrite(network.narrowPair().client());
    assertThat(writing.cancel(interrupt)).isTrue();
    assertCancelled(writing);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAcceptIsCancelled(boolean interrupt) {
    Future<AsynchronousSocketChannel> accepting = network.server.accept();
    assertThat(accepting.cancel(interrupt)).isTrue();
    assertCancelled(accepting);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectIsCancelled(boolean interrupt) throws IOException {
    try (FullBacklog full = new FullBacklog()) {
      AsynchronousSocketChannel channel = network.open();
      InetSocketAddress address = full.address();
      Future<Void> connecting = channel.connect(address);
      assertThat(connecting.cancel(interrupt)).isTrue();
      assertCancelled(connecting);
      Outcome<Void> next = new Outcome<>();
      boolean started = starts(() -> channel.connect(address, null, next));
      channel.close();
      assertThat(!started || next.failure() instanceof IOException).isTrue();
    }
  }

  @Test
  void whoWaitsHearsOfIt() throws Exception {
    Pair pair = network.pair();
    Future<Integer> reading = pair.client().read(room(10));
    CompletableFuture<Throwable> heard = new CompletableFuture<>();
    Thread waits =
        new Thread(
            () -> {
              try {
                reading.get();
                heard.complete(null);
              } catch (Exception e) {
                heard.complete(e);
              }
            });
    waits.start();
    while (waits.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    reading.cancel(false);
    assertThat(heard.get(15, SECONDS)).isInstanceOf(CancellationException.class);
    waits.join();
  }

  @Test
  void afterACancelledReadReadsThrowOrLoseNothingAndWritesWork() throws IOException {
    Pair pair = network.pair();
    pair.client().read(room(10)).cancel(false);
    assertThat(pair.client().isOpen()).isTrue();
    send(pair.server(), 1, 2, 3);
    ByteBuffer dst = room(3);
    Outcome<Integer> next = new Outcome<>();
    if (starts(() -> pair.client().read(dst, null, next))) {
      next.value();
      assertThat(dst.get(0)).isEqualTo((byte) 1);
    }
    send(pair.client(), 4);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(4));
  }

  @Test
  void afterACancelledWriteReadsWork() throws Exception {
    Pair pair = network.narrowPair();
    waitingWrite(pair.client()).cancel(false);
    assertThat(pair.client().isOpen()).isTrue();
    send(pair.server(), 1);
    assertThat(receive(pair.client(), 1)).isEqualTo(bytes(1));
  }

  @Test
  void afterACancelledAcceptTheNextThrowsOrWorks() throws IOException {
    network.server.accept().cancel(false);
    assertThat(network.server.isOpen()).isTrue();
    if (starts(() -> accept(network.server))) {
      connect(network.open(), network.address());
    }
  }

  @Test
  void anInterruptingCancelThatClosesFailsTheRest() throws Exception {
    Pair pair = network.narrowPair();
    Pending<?> writing = Operations.fill(pair.client(), WriteForm.HANDLER);
    pair.client().read(room(10)).cancel(true);
    if (!pair.client().isOpen()) {
      assertThat(writing.failure()).isInstanceOf(AsynchronousCloseException.class);
    }
  }

  @Test
  void whatIsDoneIsNotCancelled() throws Exception {
    Pair pair = network.pair();
    Future<Integer> writing = pair.client().write(bytes(1));
    assertThat(writing.get(15, SECONDS)).isEqualTo(1);
    assertThat(writing.cancel(true)).isFalse();
    assertThat(writing.isCancelled()).isFalse();
    assertThat(writing.get()).isEqualTo(1);
    assertThat(pair.client().isOpen()).isTrue();
    Future<Integer> reading = pair.server().read(room(1));
    assertThat(reading.get(15, SECONDS)).isEqualTo(1);
    assertThat(reading.cancel(true)).isFalse();
    send(pair.client(), 2);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(2));
  }

  @Test
  void whatFailedIsNotCancelled() throws Exception {
    Pair pair = network.pair();
    Future<Integer> reading = pair.client().read(room(1));
    pair.client().close();
    assertThat(Pending.of(reading).failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(reading.cancel(true)).isFalse();
    assertThat(reading.isCancelled()).isFalse();
  }

  @Test
  void cancelsInAHandler() throws Exception {
    Pair pair = network.pair();
    Future<Integer> reading = pair.client().read(room(1));
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    network.inHandler(() -> cancelled.complete(reading.cancel(false)));
    assertThat(cancelled.get(15, SECONDS)).isTrue();
    assertCancelled(reading);
  }

  @Test
  void closingAfterACancelIsFine() throws IOException {
    Pair pair = network.pair();
    Future<Integer> reading = pair.client().read(room(1));
    reading.cancel(false);
    pair.client().close();
    assertCancelled(reading);
    assertThat(read(pair.server(), room(1)).value()).isEqualTo(-1);
  }
}
