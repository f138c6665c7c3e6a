package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.anyPort;
import static io.trixter.netem.nio.Loopback.read;
import static io.trixter.netem.nio.Loopback.write;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One loop, run by a thread of a cached pool that calls the handlers itself. */
class LeadershipTest {
  private static final int SOME = 50;

  private final NetemChannelProvider provider = new NetemChannelProvider();
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final ThreadPoolExecutor pool =
      (ThreadPoolExecutor) Executors.newCachedThreadPool(this::thread);
  private AsynchronousChannelGroup group;
  private AsynchronousServerSocketChannel server;
  private AsynchronousSocketChannel client;
  private AsynchronousSocketChannel peer;

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task, "test-handler");
    thread.setUncaughtExceptionHandler((ignored, thrown) -> uncaught.add(thrown));
    return thread;
  }

  @BeforeEach
  void connect() throws Exception {
    group = provider.openAsynchronousChannelGroup(pool, 1);
    server = provider.openAsynchronousServerSocketChannel(group).bind(anyPort());
    Future<AsynchronousSocketChannel> accepted = server.accept();
    client = provider.openAsynchronousSocketChannel(group);
    client.connect(server.getLocalAddress()).get(30, SECONDS);
    peer = accepted.get(30, SECONDS);
  }

  @AfterEach
  void theGroupAndItsExecutorEnd() throws Exception {
    group.shutdownNow();
    assertThat(group.awaitTermination(30, SECONDS)).isTrue();
    assertThat(pool.isTerminated()).isTrue();
    assertThat(uncaught).isEmpty();
  }

  /** Writes until several handlers in a row were called without a task for each. */
  private Thread awaitLeader() {
    long deadline = System.nanoTime() + Loopback.PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      long before = pool.getTaskCount();
      Thread last = null;
      for (int i = 0; i < SOME; i++) {
        last = transferOne();
      }
      if (pool.getTaskCount() == before) {
        return last;
      }
    }
    throw new AssertionError("no thread of the executor's ever led the loop");
  }

  private Thread transferOne() {
    Outcome<Integer> reading = read(peer, 1);
    assertThat(write(client, ByteBuffer.allocate(1)).value()).isEqualTo(1);
    assertThat(reading.value()).isEqualTo(1);
    return reading.thread();
  }

  /** What {@code handler} comes to, run when a write of no bytes has ended. */
  private CompletableFuture<Object> inHandler(ThrowingSupplier handler) {
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    client.write(
        ByteBuffer.allocate(0),
        null,
        new CompletionHandler<Integer, Void>() {
          @Override
          public void completed(Integer result, Void attachment) {
            try {
              outcome.complete(handler.get());
            } catch (Throwable e) {
              outcome.completeExceptionally(e);
            }
          }

          @Override
          public void failed(Throwable thrown, Void attachment) {
            outcome.completeExceptionally(thrown);
          }
        });
    return outcome;
  }

  private interface ThrowingSupplier {
    Object get() throws Exception;
  }

  @Test
  void aThreadOfTheExecutorsCallsHandlersWithoutATaskForEach() {
    assertThat(awaitLeader().getName()).isEqualTo("test-handler");
  }

  @Test
  void aHandlerThatBlocksHasTheLoopTakenFromIt() throws Exception {
    awaitLeader();
    CountDownLatch free = new CountDownLatch(1);
    CompletableFuture<Object> blocked = inHandler(() -> free.await(30, SECONDS));
    transferOne();
    free.countDown();
    assertThat(blocked.get(30, SECONDS)).isEqualTo(true);
  }

  @Test
  void soHasOneThatComputes() throws Exception {
    awaitLeader();
    CountDownLatch free = new CountDownLatch(1);
    CompletableFuture<Object> busy = inHandler(() -> spinUntil(() -> free.getCount() == 0));
    transferOne();
    free.countDown();
    assertThat(busy.get(30, SECONDS)).isEqualTo(true);
  }

  private static boolean spinUntil(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Loopback.PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    return condition.getAsBoolean();
  }

  @Test
  void whatAHandlerStartsAfterItLostTheLoopGoesOn() throws Exception {
    awaitLeader();
    CountDownLatch free = new CountDownLatch(1);
    CompletableFuture<Object> started =
        inHandler(
            () -> {
              free.await(30, SECONDS);
              Outcome<Integer> reading = read(peer, 7);
              write(client, ByteBuffer.allocate(7)).value();
              return reading.value();
            });
    transferOne();
    free.countDown();
    assertThat(started.get(30, SECONDS)).isEqualTo(7);
  }

  @Test
  void aHandlerMayWaitForWhatItStarted() throws Exception {
    awaitLeader();
    assertThat(
            inHandler(
                    () -> {
                      Future<Integer> reading = peer.read(ByteBuffer.allocate(9));
                      client.write(ByteBuffer.allocate(9)).get(30, SECONDS);
                      return reading.get(30, SECONDS);
                    })
                .get(30, SECONDS))
        .isEqualTo(9);
  }

  @Test
  void aThreadLeadsAgainOnceNothingBlocks() throws Exception {
    for (int i = 0; i < 3; i++) {
      awaitLeader();
      CountDownLatch free = new CountDownLatch(1);
      CompletableFuture<Object> blocked = inHandler(() -> free.await(30, SECONDS));
      transferOne();
      free.countDown();
      blocked.get(30, SECONDS);
    }
    awaitLeader();
  }

  @Test
  void aHandlerThatThrowsIsReportedAndTheLoopGoesOn() {
    awaitLeader();
    IllegalStateException bug = new IllegalStateException("a bug of the caller's");
    client.write(
        ByteBuffer.allocate(0),
        null,
        new CompletionHandler<Integer, Void>() {
          @Override
          public void completed(Integer result, Void attachment) {
            throw bug;
          }

          @Override
          public void failed(Throwable thrown, Void attachment) {}
        });
    transferOne();
    assertThat(spinUntil(() -> !uncaught.isEmpty())).isTrue();
    assertThat(uncaught.remove()).isSameAs(bug);
  }

  @Test
  void anInterruptThatAHandlerLeavesBehindIsGoneBeforeTheNext() throws Exception {
    awaitLeader();
    inHandler(
            () -> {
              Thread.currentThread().interrupt();
              return true;
            })
        .get(30, SECONDS);
    assertThat(inHandler(() -> Thread.currentThread().isInterrupted()).get(30, SECONDS))
        .isEqualTo(false);
  }

  @Test
  void anExecutorThatItsOwnerShutsDownLosesNoHandler() {
    awaitLeader();
    pool.shutdownNow();
    for (int i = 0; i < SOME; i++) {
      transferOne();
    }
  }

  @Test
  void aLoopWhoseLeaderSleepsEndsWithItsGroup() throws Exception {
    awaitLeader();
    group.shutdownNow();
    assertThat(group.awaitTermination(30, SECONDS)).isTrue();
  }

  @Test
  void aGroupIsNotTerminatedWhileAHandlerOfItsLeaderRuns() throws Exception {
    awaitLeader();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    inHandler(
        () -> {
          running.countDown();
          return free.await(30, SECONDS);
        });
    assertThat(running.await(30, SECONDS)).isTrue();
    group.shutdownNow();
    assertThat(group.awaitTermination(50, TimeUnit.MILLISECONDS)).isFalse();
    free.countDown();
    assertThat(group.awaitTermination(30, SECONDS)).isTrue();
  }

  @Test
  void aPoolOfAFixedSizeLendsNoThread() throws Exception {
    ExecutorService fixed = Executors.newFixedThreadPool(1, this::thread);
    AsynchronousChannelGroup bounded = provider.openAsynchronousChannelGroup(fixed, 2);
    for (int i = 0; i < SOME; i++) {
      try (AsynchronousSocketChannel one = provider.openAsynchronousSocketChannel(bounded)) {
        Future<AsynchronousSocketChannel> accepted = server.accept();
        Outcome<Void> connected = new Outcome<>();
        one.connect(server.getLocalAddress(), null, connected);
        connected.value();
        accepted.get(30, SECONDS).close();
      }
    }
    assertThat(((ThreadPoolExecutor) fixed).getTaskCount()).isEqualTo(SOME);
    bounded.shutdownNow();
    assertThat(bounded.awaitTermination(30, SECONDS)).isTrue();
  }
}
