package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.anyPort;
import static io.trixter.netem.nio.Loopback.read;
import static io.trixter.netem.nio.Loopback.write;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Shutdowner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups whose handlers run on an executor. */
class ProviderExecutorTest {
  private final NetemChannelProvider provider = new NetemChannelProvider();
  private final ExecutorService executor =
      Executors.newCachedThreadPool(task -> new Thread(task, "test-handler"));
  private AsynchronousChannelGroup group;
  private AsynchronousServerSocketChannel server;

  @BeforeEach
  void open() throws IOException {
    group = provider.openAsynchronousChannelGroup(executor, 1);
    server = provider.openAsynchronousServerSocketChannel(group).bind(anyPort());
  }

  @AfterEach
  void close() throws Exception {
    group.shutdownNow();
    assertThat(group.awaitTermination(30, SECONDS)).isTrue();
    assertThat(executor.isTerminated()).isTrue();
  }

  private record Pair(AsynchronousSocketChannel client, AsynchronousSocketChannel server) {}

  private Pair pair() throws Exception {
    Future<AsynchronousSocketChannel> accepted = server.accept();
    AsynchronousSocketChannel client = provider.openAsynchronousSocketChannel(group);
    client.connect(server.getLocalAddress()).get(30, SECONDS);
    return new Pair(client, accepted.get(30, SECONDS));
  }

  @Test
  void handlersRunOnTheExecutorThatWasGiven() throws Exception {
    Pair pair = pair();
    Outcome<Integer> written = write(pair.client(), ByteBuffer.allocate(3));
    assertThat(written.value()).isEqualTo(3);
    assertThat(written.thread().getName()).isEqualTo("test-handler");
  }

  @Test
  void handlersUnderAFaultDoToo() throws Exception {
    Pair pair = pair();
    AsynchronousSocketChannel slow =
        NetemChannel.wrap(pair.client(), new DelayedWriter(Duration.ofMillis(1)), new Shutdowner());
    Outcome<Integer> written = write(slow, ByteBuffer.allocate(3));
    assertThat(written.value()).isEqualTo(3);
    assertThat(written.thread().getName()).isEqualTo("test-handler");
  }

  @Test
  void aHandlerThatBlocksStopsNoOtherChannel() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    Pair first = pair();
    first
        .client()
        .write(
            ByteBuffer.allocate(1),
            null,
            new CompletionHandler<Integer, Void>() {
              @Override
              public void completed(Integer result, Void attachment) {
                blocked.countDown();
                awaitUninterruptibly(free);
              }

              @Override
              public void failed(Throwable thrown, Void attachment) {}
            });
    assertThat(blocked.await(30, SECONDS)).isTrue();
    Pair second = pair();
    assertThat(write(second.client(), ByteBuffer.allocate(2)).value()).isEqualTo(2);
    assertThat(read(second.server(), 2).value()).isEqualTo(2);
    assertThat(read(first.server(), 2).value()).isEqualTo(1);
    free.countDown();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aHandlerMayWaitForAFutureEvenIfItsThreadIsTheOnlyOne() throws Exception {
    ExecutorService single = Executors.newSingleThreadExecutor();
    AsynchronousChannelGroup alone = provider.openAsynchronousChannelGroup(single, 0);
    try (AsynchronousSocketChannel client = provider.openAsynchronousSocketChannel(alone)) {
      Future<AsynchronousSocketChannel> accepted = server.accept();
      Outcome<Integer> answer = new Outcome<>();
      client.connect(
          server.getLocalAddress(),
          null,
          new CompletionHandler<Void, Void>() {
            @Override
            public void completed(Void result, Void attachment) {
              try {
                answer.completed(client.write(ByteBuffer.allocate(7)).get(30, SECONDS), null);
              } catch (Exception e) {
                answer.failed(e, null);
              }
            }

            @Override
            public void failed(Throwable thrown, Void attachment) {
              answer.failed(thrown, null);
            }
          });
      assertThat(answer.value()).isEqualTo(7);
      accepted.get(30, SECONDS).close();
    } finally {
      alone.shutdownNow();
    }
    assertThat(alone.awaitTermination(30, SECONDS)).isTrue();
  }

  @Test
  void isTerminatedOnlyWhenItsHandlersHaveRun() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    pair()
        .client()
        .write(
            ByteBuffer.allocate(1),
            null,
            new CompletionHandler<Integer, Void>() {
              @Override
              public void completed(Integer result, Void attachment) {
                running.countDown();
                awaitUninterruptibly(free);
              }

              @Override
              public void failed(Throwable thrown, Void attachment) {}
            });
    assertThat(running.await(30, SECONDS)).isTrue();
    group.shutdownNow();
    assertThat(group.awaitTermination(50, java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();
    assertThat(group.isTerminated()).isFalse();
    free.countDown();
    assertThat(group.awaitTermination(30, SECONDS)).isTrue();
    assertThat(group.isTerminated()).isTrue();
  }

  @Test
  void anExecutorThatItsOwnerShutsDownLosesNoHandler() throws Exception {
    Pair pair = pair();
    executor.shutdown();
    assertThat(write(pair.client(), ByteBuffer.allocate(3)).value()).isEqualTo(3);
  }

  @Test
  void noExecutorIsRefused() {
    assertThatThrownBy(() -> provider.openAsynchronousChannelGroup(null, 0))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("executor");
  }
}
