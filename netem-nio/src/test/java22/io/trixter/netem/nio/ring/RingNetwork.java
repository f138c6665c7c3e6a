package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import io.trixter.netem.nio.Engine;
import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.LoopServerChannel;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Reactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A group of loops over rings with a listener on the loopback interface, for one test. Afterwards
 * the group is shut down; the test fails if its threads do not end or have thrown.
 */
final class RingNetwork implements AfterEachCallback {
  static final int PATIENCE_SECONDS = 30;

  final NetemChannelProvider provider = new NetemChannelProvider(Engine.IO_URING);
  final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
  final AsynchronousChannelGroup group;
  final AsynchronousServerSocketChannel server;

  RingNetwork(int loops) {
    try {
      group = provider.openAsynchronousChannelGroup(loops, this::thread);
      server = listen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Thread thread(Runnable task) {
    Thread thread = new Thread(task, "test-loop");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ignored, uncaught) -> thrown.add(uncaught));
    threads.add(thread);
    return thread;
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) server.getLocalAddress();
  }

  AsynchronousServerSocketChannel listen() throws IOException {
    return provider
        .openAsynchronousServerSocketChannel(group)
        .bind(FreePort.loopbackAddress(), 4096);
  }

  AsynchronousSocketChannel open() throws IOException {
    return provider.openAsynchronousSocketChannel(group);
  }

  /** Two connected channels. */
  record Pair(AsynchronousSocketChannel client, AsynchronousSocketChannel server) {}

  Pair pair() throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    server.accept(null, accepted);
    AsynchronousSocketChannel client = open();
    Outcome<Void> connected = new Outcome<>();
    client.connect(address(), null, connected);
    connected.value();
    return new Pair(client, accepted.value());
  }

  /** A channel and the blocking socket at its other end. */
  record HalfPair(AsynchronousSocketChannel channel, Socket peer) {}

  HalfPair halfPair() throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    server.accept(null, accepted);
    Socket peer = knock();
    return new HalfPair(accepted.value(), peer);
  }

  /** As {@link #halfPair}, between sockets that hold few bytes, so that writes soon wait. */
  HalfPair narrowHalfPair() throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    server.accept(null, accepted);
    Socket peer = new Socket();
    peer.setReceiveBufferSize(4096);
    peer.setSoTimeout(PATIENCE_SECONDS * 1000);
    peer.connect(address());
    accepted.value().setOption(StandardSocketOptions.SO_SNDBUF, 16_384);
    return new HalfPair(accepted.value(), peer);
  }

  /** A blocking socket that is connected to the listener. */
  Socket knock() throws IOException {
    Socket socket = new Socket(address().getAddress(), address().getPort());
    socket.setSoTimeout(PATIENCE_SECONDS * 1000);
    return socket;
  }

  static Outcome<Integer> read(AsynchronousSocketChannel channel, ByteBuffer into) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.read(into, null, outcome);
    return outcome;
  }

  static Outcome<Integer> read(AsynchronousSocketChannel channel, int room) {
    return read(channel, ByteBuffer.allocate(room));
  }

  static Outcome<Integer> write(AsynchronousSocketChannel channel, ByteBuffer from) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.write(from, null, outcome);
    return outcome;
  }

  static Outcome<Void> whenReadable(AsynchronousSocketChannel channel) {
    Outcome<Void> outcome = new Outcome<>();
    ((LoopSocketChannel) channel).whenReadable(null, outcome);
    return outcome;
  }

  // what is below

  static Reactor loop(AsynchronousSocketChannel channel) {
    return ((LoopSocketChannel) channel).reactor();
  }

  static RingPoller poller(AsynchronousServerSocketChannel channel) {
    return get(((LoopServerChannel) channel).loop(), "poller");
  }

  static RingPoller poller(AsynchronousSocketChannel channel) {
    return get(loop(channel), "poller");
  }

  static RingSocket socket(AsynchronousSocketChannel channel) {
    return get(channel, "socket");
  }

  @SuppressWarnings("unchecked") // the caller knows the field's type
  static <T> T get(Object owner, String name) {
    try {
      return (T) field(owner, name).get(owner);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  static void set(Object owner, String name, Object value) {
    try {
      field(owner, name).set(owner, value);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Field field(Object owner, String name) throws NoSuchFieldException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** Runs {@code task} on the loop and returns what it does. */
  static <T> T inLoop(Reactor loop, Callable<T> task) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until {@code condition} holds on the loop. */
  static void awaitInLoop(Reactor loop, Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!inLoop(loop, condition)) {
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
    }
  }

  /**
   * Runs {@code task} on the only loop while it serves the first of two sockets that one poll has
   * found ready: small writes are queued then, to be sent by the ring.
   */
  <T> T amidBatch(Callable<T> task) throws Exception {
    HalfPair first = halfPair();
    HalfPair second = halfPair();
    CompletableFuture<T> result = new CompletableFuture<>();
    while (!result.isDone()) { // a busy system may deliver the two apart
      makeReadyTogether(first, second, new InBatch<>(poller(server), task, result));
    }
    T value = result.get();
    first.peer().close();
    second.peer().close();
    return value;
  }

  /** A handler that runs a task once, if it is called amid a batch. */
  private record InBatch<T>(
      RingPoller poller, Callable<T> task, CompletableFuture<T> result, CountDownLatch calls)
      implements CompletionHandler<Integer, Object> {
    InBatch(RingPoller poller, Callable<T> task, CompletableFuture<T> result) {
      this(poller, task, result, new CountDownLatch(2));
    }

    @Override
    public void completed(Integer n, Object attachment) {
      try {
        if (poller.isBatch() && !result.isDone()) {
          result.complete(task.call());
        }
      } catch (Exception e) {
        result.completeExceptionally(e);
      } finally {
        calls.countDown();
      }
    }

    @Override
    public void failed(Throwable thrown, Object attachment) {
      result.completeExceptionally(thrown);
      calls.countDown();
    }
  }

  private void makeReadyTogether(HalfPair first, HalfPair second, InBatch<?> handler)
      throws Exception {
    CountDownLatch stands = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Reactor loop = loop(first.channel());
    loop.execute(
        () -> {
          first.channel().read(ByteBuffer.allocate(1), null, handler);
          second.channel().read(ByteBuffer.allocate(1), null, handler);
        });
    long asked = inLoop(loop, handler.poller()::polls);
    awaitInLoop(loop, () -> handler.poller().polls() > asked);
    loop.execute(
        () -> {
          stands.countDown();
          awaitQuietly(goOn);
        });
    assertThat(stands.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    first.peer().getOutputStream().write(1);
    second.peer().getOutputStream().write(1);
    goOn.countDown();
    assertThat(handler.calls().await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs {@code task} on the loop of the listener. */
  <T> T inLoop(Callable<T> task) throws Exception {
    return inLoop(((LoopServerChannel) server).loop(), task);
  }

  /** How many descriptors are open; a collection may have closed some of earlier tests. */
  static int descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return (int) all.count();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    shutdown();
    assertThat(thrown).isEmpty();
  }

  void shutdown() throws Exception {
    group.shutdownNow();
    assertThat(group.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    for (Thread thread : threads) {
      thread.join(PATIENCE_SECONDS * 1000L);
      assertThat(thread.isAlive()).isFalse();
    }
  }
}
