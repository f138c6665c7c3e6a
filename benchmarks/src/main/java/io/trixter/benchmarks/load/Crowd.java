package io.trixter.benchmarks.load;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Connections and the one selector that waits for them. Not for several threads. */
public final class Crowd implements Closeable {
  /** So many at once that not even the JDK's usual backlog is full. */
  private static final int FEW = 32;

  private static final int PATIENCE_MILLIS = 10_000;
  private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Selector selector = Selector.open();
  private final List<SocketChannel> channels = new ArrayList<>();

  private Crowd() throws IOException {}

  /** What is done with a connection that is ready. */
  public interface Ready<T> {
    /** Moves what there is to move, without waiting. */
    void on(SocketChannel channel, T state) throws IOException;
  }

  /** No connections, as yet. */
  static Crowd empty() throws IOException {
    return new Crowd();
  }

  /** So many connections; whether they have got any further than the listener is not known. */
  static Crowd connected(SocketAddress address, int count) throws IOException {
    Crowd crowd = new Crowd();
    try {
      crowd.open(address, count);
      return crowd;
    } catch (IOException e) {
      crowd.close();
      throw e;
    }
  }

  /**
   * So many connections that have each had an answer from an echo.
   *
   * @throws IOException if one has none within 10 s, or all take more than a minute
   */
  static Crowd greeted(SocketAddress address, int count) throws IOException {
    return greeted(address, count, FEW);
  }

  /**
   * As above, {@code atOnce} at a time, which the listener's backlog has to hold.
   *
   * @throws IOException if one has no answer within 10 s, or all take more than a minute
   */
  public static Crowd greeted(SocketAddress address, int count, int atOnce) throws IOException {
    long begin = System.nanoTime();
    Crowd crowd = new Crowd();
    try {
      for (int from = 0; from < count; from += atOnce) {
        crowd.open(address, Math.min(atOnce, count - from));
        crowd.greet(from);
        if (System.nanoTime() - begin > ALL_NANOS) {
          throw new IOException("too slow");
        }
      }
      return crowd;
    } catch (IOException e) {
      crowd.close();
      throw new IOException("after " + crowd.channels.size() + " connections: " + e, e);
    }
  }

  private void greet(int from) throws IOException {
    List<SocketChannel> fresh = channels.subList(from, channels.size());
    for (SocketChannel each : fresh) {
      each.write(ByteBuffer.allocate(1));
    }
    for (SocketChannel each : fresh) {
      awaitAnswer(each);
    }
  }

  private void open(SocketAddress address, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      channels.add(channel);
      channel.socket().connect(address, PATIENCE_MILLIS);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
  }

  /** On loopback the kernel does so without waiting for the listener's process. */
  static SocketChannel connect(SocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    return channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  private static void awaitAnswer(SocketChannel channel) throws IOException {
    channel.socket().setSoTimeout(PATIENCE_MILLIS);
    if (channel.socket().getInputStream().read() < 0) {
      throw new EOFException("no answer to the first byte");
    }
  }

  /** How many there are. */
  int size() {
    return channels.size();
  }

  /** Waits for all of them from now on, each with a state of its own, which this returns. */
  public <T> List<T> watch(int operation, Function<SocketChannel, T> state) throws IOException {
    List<T> states = new ArrayList<>();
    for (SocketChannel channel : channels) {
      T own = state.apply(channel);
      watch(channel, operation, own);
      states.add(own);
    }
    return states;
  }

  void watch(SocketChannel channel, int operation, Object state) throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, operation, state);
  }

  /** Hands those that are ready to {@code ready}, once at least one is or so long has passed. */
  public <T> void poll(Class<T> type, long millis, Ready<T> ready) throws IOException {
    try {
      selector.select(key -> hand(key, type, ready), millis);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static <T> void hand(SelectionKey key, Class<T> type, Ready<T> ready) {
    try {
      ready.on((SocketChannel) key.channel(), type.cast(key.attachment()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
