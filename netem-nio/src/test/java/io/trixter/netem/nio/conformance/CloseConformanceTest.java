package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.connect;
import static io.trixter.netem.nio.conformance.Operations.read;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloseConformanceTest extends Conformance {
  CloseConformanceTest(SetUp setUp) {
    super(setUp, 2);
  }

  private static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itIsClosedOnReturnAndASecondCloseChangesNothing() throws IOException {
    Pair pair = network.pair();
    for (Channel channel : List.of(pair.client(), network.open(), network.openServer())) {
      assertThat(channel.isOpen()).isTrue();
      channel.close();
      assertThat(channel.isOpen()).isFalse();
      channel.close();
      assertThat(channel.isOpen()).isFalse();
    }
    assertThat(read(pair.server(), room(1)).value()).isEqualTo(-1);
  }

  @Test
  void bothDirectionsFailAtOnce() throws Exception {
    Pair pair = network.narrowPair();
    Outcome<Integer> reading = read(pair.client(), room(10));
    Pending<?> writing = Operations.fill(pair.client(), WriteForm.HANDLER);
    pair.client().close();
    assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(writing.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(network.crew.threads()).contains(reading.thread());
  }

  @Test
  void aHandlerMayCloseItsChannel() throws Exception {
    Pair pair = network.pair();
    Outcome<Integer> reading = read(pair.client(), room(10));
    network.inHandler(() -> close(pair.client()));
    assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(read(pair.server(), room(1)).value()).isEqualTo(-1);
  }

  @Test
  void aHandlerMayCloseAnother() throws Exception {
    Pair pair = network.pair();
    Outcome<Integer> reading = read(pair.client(), room(10));
    network.inHandler(() -> close(pair.client()));
    assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void aClosedChannelDoesNothingMore() throws IOException {
    AsynchronousSocketChannel closed = network.pair().client();
    closed.close();
    assertThatThrownBy(closed::shutdownInput).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(closed::shutdownOutput).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(closed::getLocalAddress).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(closed::getRemoteAddress).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> closed.bind(null)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> closed.getOption(StandardSocketOptions.TCP_NODELAY))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> closed.setOption(StandardSocketOptions.TCP_NODELAY, true))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(closed.supportedOptions()).contains(StandardSocketOptions.TCP_NODELAY);
  }

  @ParameterizedTest
  @EnumSource
  void aChannelClosedBeforeItConnectsDoesNot(ConnectForm form) throws IOException {
    AsynchronousSocketChannel closed = network.open();
    closed.close();
    assertThat(form.start(closed, network.address()).failure())
        .isInstanceOf(ClosedChannelException.class);
    assertThat(read(closed, room(1)).failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(write(closed, room(1)).failure()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void operationsOfAClosedChannelFailOnTheGroupsThreads() throws IOException {
    AsynchronousSocketChannel closed = network.pair().client();
    closed.close();
    Outcome<Integer> reading = read(closed, room(1));
    Outcome<Integer> writing = write(closed, room(1));
    Outcome<Void> connecting = connect(closed, network.address());
    for (Outcome<?> each : List.of(reading, writing, connecting)) {
      assertThat(each.failure()).isInstanceOf(ClosedChannelException.class);
      assertThat(network.crew.threads()).contains(each.thread());
    }
  }

  @Test
  void closedChannelsOperationsInAHandlerFailToo() throws Exception {
    Pair pair = network.pair();
    Outcome<Integer> reading = new Outcome<>();
    CompletableFuture<Void> started = new CompletableFuture<>();
    network.inHandler(
        () -> {
          close(pair.client());
          pair.client().read(room(1), null, reading);
          started.complete(null);
        });
    started.get(15, TimeUnit.SECONDS);
    assertThat(reading.failure()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void manyThreadsMayCloseWhileOthersStart() throws Exception {
    for (int round = 0; round < 20; round++) {
      Pair pair = network.pair();
      CyclicBarrier start = new CyclicBarrier(4);
      Outcome<Integer> reading = new Outcome<>();
      Outcome<Integer> writing = new Outcome<>();
      List<Thread> threads = new ArrayList<>();
      for (Runnable action :
          List.<Runnable>of(
              () -> close(pair.client()),
              () -> close(pair.client()),
              () -> pair.client().read(room(1), null, reading),
              () -> pair.client().write(room(1), null, writing))) {
        threads.add(new Thread(() -> afterAll(start, action)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(reading.failure()).isInstanceOf(ClosedChannelException.class);
      assertThat(writing.endsWithin(Operations.PATIENCE)).isTrue();
      assertThat(pair.client().isOpen()).isFalse();
    }
  }

  private static void afterAll(CyclicBarrier start, Runnable action) {
    try {
      start.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    action.run();
  }
}
