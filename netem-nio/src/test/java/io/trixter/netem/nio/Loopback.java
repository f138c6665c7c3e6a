package io.trixter.netem.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A provider's group and listener on the loopback interface for one test. Afterwards the group is
 * shut down; the test fails if that does not stop its threads, or if something was thrown on them
 * that it did not ask for.
 */
final class Loopback implements AfterEachCallback {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final NetemChannelProvider provider = new NetemChannelProvider();
  final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
  final AsynchronousChannelGroup group;
  final AsynchronousServerSocketChannel server;

  Loopback(int loops) {
    try {
      group = provider.openAsynchronousChannelGroup(loops, this::thread);
      server = provider.openAsynchronousServerSocketChannel(group).bind(FreePort.loopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task, "test-loop");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ignored, uncaught) -> thrown.add(uncaught));
    threads.add(thread);
    return thread;
  }

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  AsynchronousSocketChannel open() throws IOException {
    return provider.openAsynchronousSocketChannel(group);
  }

  /** Two connected channels, both of the provider. */
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

  /** A channel of the provider and the blocking socket at its other end. */
  record HalfPair(AsynchronousSocketChannel channel, Socket peer) {}

  HalfPair halfPair() throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    server.accept(null, accepted);
    InetSocketAddress at = (InetSocketAddress) address();
    Socket peer = new Socket(at.getAddress(), at.getPort());
    peer.setSoTimeout((int) PATIENCE.toMillis());
    return new HalfPair(accepted.value(), peer);
  }

  static Outcome<Integer> read(AsynchronousSocketChannel channel, ByteBuffer dst) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.read(dst, null, outcome);
    return outcome;
  }

  static Outcome<Integer> read(AsynchronousSocketChannel channel, int room) {
    return read(channel, ByteBuffer.allocate(room));
  }

  static Outcome<Integer> write(AsynchronousSocketChannel channel, ByteBuffer src) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.write(src, null, outcome);
    return outcome;
  }

  /** Writes until the socket takes no more; the write that is pending then. */
  static Outcome<Integer> fill(AsynchronousSocketChannel channel) throws InterruptedException {
    while (true) {
      Outcome<Integer> last = write(channel, ByteBuffer.allocate(1 << 20));
      if (!last.endsWithin(Duration.ofMillis(200))) {
        return last;
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    group.shutdownNow();
    assertThat(group.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    for (Thread thread : threads) {
      thread.join(PATIENCE.toMillis());
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(thrown).isEmpty();
  }
}
