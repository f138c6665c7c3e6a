package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.read;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.scatter;
import static io.trixter.netem.nio.conformance.Operations.send;
import static io.trixter.netem.nio.conformance.Operations.then;
import static io.trixter.netem.nio.conformance.Operations.timedRead;
import static io.trixter.netem.nio.conformance.Operations.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ReadPendingException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerConformanceTest extends Conformance {
  private static final int MANY = 100_000;
  private static final int ENOUGH = 30_000; // to overflow a stack

  HandlerConformanceTest(SetUp setUp) {
    super(setUp, 1);
  }

  @AfterEach
  void leaveTheThreadAsItWas() {
    Thread.interrupted();
  }

  private void assertEchoes(Pair pair) {
    Outcome<Integer> reading = read(pair.server(), room(3));
    send(pair.client(), 1);
    assertThat(reading.value()).isEqualTo(1);
    assertThat(network.crew.threads()).contains(reading.thread());
  }

  @Test
  void everyHandlerRunsOnAThreadOfTheGroup() throws Exception {
    Outcome<AsynchronousSocketChannel> accepting = Operations.accept(network.server);
    AsynchronousSocketChannel client = network.open();
    Outcome<Void> connecting = Operations.connect(client, network.address());
    connecting.value();
    AsynchronousSocketChannel server = setUp.dress(accepting.value());
    Outcome<Integer> writing = write(client, bytes(1));
    writing.value();
    Outcome<Integer> ready = read(server, room(5));
    ready.value();
    Outcome<Integer> nothing = read(server, room(0));
    nothing.value();
    Outcome<Long> waited = scatter(server, room(5));
    send(client, 2);
    waited.value();
    Outcome<Void> refused = Operations.connect(network.open(), network.closedPort());
    refused.failure();
    Outcome<Integer> timedOut = timedRead(client, 1, TimeUnit.MILLISECONDS);
    timedOut.failure();
    Outcome<Integer> closed = read(server, room(5));
    server.close();
    closed.failure();
    for (Outcome<?> each :
        List.of(
            accepting, connecting, writing, ready, nothing, waited, refused, timedOut, closed)) {
      assertThat(network.crew.threads()).contains(each.thread());
    }
  }

  @Test
  void operationsOfAHandlerEndOnTheGroupsThreadsToo() throws Exception {
    Pair pair = network.pair();
    Outcome<Integer> writing = new Outcome<>();
    Outcome<Integer> reading = new Outcome<>();
    network.inHandler(
        () -> {
          pair.server().read(room(1), null, reading);
          pair.client().write(bytes(1), null, writing);
        });
    assertThat(reading.value()).isEqualTo(1);
    assertThat(writing.value()).isEqualTo(1);
    assertThat(network.crew.threads()).contains(writing.thread(), reading.thread());
  }

  @Test
  void manyOperationsThatEndAtOnceDoNotOverflowTheStack() throws Exception {
    Pair pair = network.pair();
    CompletableFuture<Void> nothingWritten =
        repeat(MANY, pair.client(), (channel, handler) -> channel.write(room(0), null, handler));
    CompletableFuture<Void> nothingRead =
        repeat(MANY, pair.server(), (channel, handler) -> channel.read(room(0), null, handler));
    nothingWritten.get(60, TimeUnit.SECONDS);
    nothingRead.get(60, TimeUnit.SECONDS);
  }

  @Test
  void manyOperationsThatFailAtOnceDoNotOverflowTheStack() throws Exception {
    AsynchronousSocketChannel closed = network.pair().client();
    closed.close();
    repeat(ENOUGH, closed, (channel, handler) -> channel.read(room(1), null, handler))
        .get(15, TimeUnit.SECONDS);
  }

  @Test
  void manyReadsOfWhatHasComeAlreadyDoNotOverflowTheStack() throws Exception {
    Pair pair = network.pair();
    Stream.send(pair.client(), ENOUGH + 10);
    ByteBuffer one = room(1);
    repeat(ENOUGH, pair.server(), (channel, handler) -> channel.read(one.clear(), null, handler))
        .get(15, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Void> repeat(
      int times,
      AsynchronousSocketChannel channel,
      BiConsumer<AsynchronousSocketChannel, CompletionHandler<Integer, Object>> operation) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    operation.accept(
        channel,
        new CompletionHandler<>() {
          private int count;

          @Override
          public void completed(Integer result, Object attachment) {
            if (++count < times) {
              operation.accept(channel, this);
            } else {
              done.complete(null);
            }
          }

          @Override
          public void failed(Throwable thrown, Object attachment) {
            completed(-1, attachment);
          }
        });
    return done;
  }

  @Test
  void aHandlerThatThrowsStopsNoOther() throws Exception {
    Pair pair = network.pair();
    for (int i = 0; i < 3; i++) {
      network.inHandler(
          () -> {
            throw new IllegalStateException("meant");
          });
      network.inHandler(
          () -> {
            throw new AssertionError("meant");
          });
      assertEchoes(pair);
    }
    network.group.shutdownNow();
    assertThat(network.group.awaitTermination(15, TimeUnit.SECONDS)).isTrue();
    network.crew.threads().forEach(HandlerConformanceTest::join);
    network.crew.forgive();
  }

  private static void join(Thread thread) {
    try {
      thread.join(Operations.PATIENCE.toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aHandlerThatThrowsHasGivenItsDirectionBack() throws Exception {
    Pair pair = network.pair();
    pair.server()
        .read(
            room(1),
            null,
            Operations.<Integer>then(
                ignored -> {
                  throw new IllegalStateException("meant");
                }));
    send(pair.client(), 1);
    send(pair.client(), 2);
    Outcome<Integer> next = startWhenFree(pair.server());
    assertThat(next.value()).isEqualTo(1);
    aHandlerThatThrowsStopsNoOther();
  }

  /** Reads as soon as the read before has ended, which nothing else tells. */
  private static Outcome<Integer> startWhenFree(AsynchronousSocketChannel channel) {
    while (true) {
      try {
        return read(channel, room(1));
      } catch (ReadPendingException e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void anInterruptedCallersChannelStaysOpenAndWorks() throws IOException {
    Pair pair = network.pair();
    Thread.currentThread().interrupt();
    Outcome<Integer> reading = read(pair.server(), room(5));
    Outcome<Integer> writing = write(pair.client(), bytes(1));
    Thread.interrupted();
    assertThat(writing.value()).isEqualTo(1);
    assertThat(reading.value()).isEqualTo(1);
    Thread.currentThread().interrupt();
    AsynchronousSocketChannel another = network.open();
    Outcome<Void> connecting = Operations.connect(another, network.address());
    Thread.interrupted();
    connecting.value();
    assertThat(another.isOpen()).isTrue();
    assertThat(pair.client().isOpen()).isTrue();
    assertEchoes(pair);
  }

  @Test
  void anInterruptedCallersFuturesWorkToo() throws Exception {
    Pair pair = network.pair();
    Thread.currentThread().interrupt();
    var writing = pair.client().write(bytes(1));
    var reading = pair.server().read(room(1));
    Thread.interrupted();
    assertThat(writing.get(15, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(reading.get(15, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(receiveAfter(pair, 9)).isEqualTo(bytes(9));
  }

  private static ByteBuffer receiveAfter(Pair pair, int value) {
    send(pair.client(), value);
    return receive(pair.server(), 1);
  }

  @Test
  void aHandlerThatLeavesItsThreadInterruptedBreaksNothing() throws Exception {
    Pair pair = network.pair();
    network.inHandler(() -> Thread.currentThread().interrupt());
    assertEchoes(pair);
    assertEchoes(pair);
    assertEchoes(network.pair());
    assertThat(pair.client().isOpen()).isTrue();
    assertThat(network.server.isOpen()).isTrue();
    assertThat(network.group.isTerminated()).isFalse();
  }

  @Test
  void anInterruptedHandlerMayStartOperationsAndBlockNoChannel() throws Exception {
    Pair pair = network.pair();
    Outcome<Integer> reading = read(pair.server(), room(1));
    Outcome<Integer> writing = new Outcome<>();
    network.inHandler(
        () -> {
          Thread.currentThread().interrupt();
          pair.client().write(bytes(1), null, writing);
        });
    assertThat(writing.value()).isEqualTo(1);
    assertThat(reading.value()).isEqualTo(1);
    assertThat(pair.client().isOpen()).isTrue();
    assertEchoes(pair);
  }

  @Test
  void aHandlerMayStartTheNextOfItsKind() throws Exception {
    Pair pair = network.pair();
    Outcome<Integer> second = new Outcome<>();
    pair.server().read(room(1), null, then(ignored -> pair.server().read(room(1), null, second)));
    send(pair.client(), 1, 2);
    assertThat(second.value()).isEqualTo(1);
  }

  @Test
  void manyChannelsAreServedByOneThread() throws Exception {
    Pair[] pairs = new Pair[20];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = network.pair();
    }
    for (Pair pair : pairs) {
      Stream.send(pair.client(), 20_000);
    }
    for (Pair pair : pairs) {
      assertThat(Stream.receive(pair.server(), room(1000)).value()).isEqualTo(20_000);
    }
  }
}
