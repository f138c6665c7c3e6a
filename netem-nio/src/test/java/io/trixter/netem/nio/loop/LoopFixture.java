package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.EngineOfTests;
import io.trixter.netem.nio.NetemChannelProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A group of one loop, with what its thread's handler of uncaught exceptions has heard. */
final class LoopFixture implements AfterEachCallback {
  static final int PATIENCE_SECONDS = 30;

  final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  final EventLoopGroup group;
  final EventLoop loop;
  private final LoopServerChannel server;

  /** One on the engine of the tests. */
  LoopFixture(ExecutorService handlers) {
    this(handlers, EngineOfTests.pollers());
  }

  LoopFixture(ExecutorService handlers, Pollers pollers) {
    try {
      group = new EventLoopGroup(NetemChannelProvider.shared(), 1, this::thread, handlers, pollers);
      loop = group.nextLoop();
      server = LoopServerChannel.open(loop, null);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Thread thread(Runnable task) {
    Thread thread = new Thread(task, "test-loop");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ignored, thrown) -> uncaught.add(thrown));
    return thread;
  }

  /** Two connected channels. */
  record Pair(AsynchronousSocketChannel client, AsynchronousSocketChannel peer) {}

  Pair pair() throws Exception {
    return pair(loop);
  }

  /** Two connected channels, the client's of {@code another}. */
  Pair pair(EventLoop another) throws Exception {
    Future<AsynchronousSocketChannel> accepted = server.accept();
    LoopSocketChannel client = LoopSocketChannel.open(another);
    client.connect(server.getLocalAddress()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return new Pair(client, accepted.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  /** Asserts that what one end writes comes to the other. */
  void assertServes(Pair pair) throws Exception {
    Future<Integer> reading = pair.peer().read(ByteBuffer.allocate(8));
    pair.client().write(ByteBuffer.allocate(3)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(3);
  }

  /** What {@code task} returns on the loop's thread. */
  <V> V inLoop(Callable<V> task) throws Exception {
    FutureTask<V> running = new FutureTask<>(task);
    loop.execute(running);
    return running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    group.shutdownNow();
    assertThat(group.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }
}
