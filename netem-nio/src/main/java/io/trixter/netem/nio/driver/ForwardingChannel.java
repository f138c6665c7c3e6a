package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetConnectedException;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Hands every call on to another channel: the base of the decorators. Over a channel of ours it
 * runs on that channel's reactor, over a foreign one on the reactor it is given. Any thread.
 */
abstract class ForwardingChannel extends ReactorChannel {
  private final AsynchronousSocketChannel inner;
  private final Reactor reactor;
  private volatile boolean knownConnected;

  ForwardingChannel(AsynchronousSocketChannel inner, Supplier<Reactor> forForeign) {
    super(inner.provider());
    this.inner = inner;
    if (inner instanceof ReactorChannel ours) {
      reactor = ours.reactor();
    } else {
      reactor = new ForeignReactor(forForeign.get(), inner);
    }
  }

  /** Hears of the inner channel's end from now on: the last step of a subclass's constructor. */
  final void listenToInner() {
    if (inner instanceof ReactorChannel ours) {
      ours.whenClosed(this::innerClosed);
    }
  }

  final AsynchronousSocketChannel inner() {
    return inner;
  }

  /**
   * Whether a read here is nothing but a read of the inner channel, as things are. Any thread.
   *
   * @param explains whether the caller explains a failure, as {@link FaultChannel} does
   */
  boolean handsReadsOn(boolean explains) {
    return true;
  }

  /** As {@link #handsReadsOn} for a write. */
  abstract boolean handsWritesOn(boolean explains);

  /** The channel below for which a read is more than something to hand on: all in one step. */
  final AsynchronousSocketChannel innerForReads(boolean explains) {
    AsynchronousSocketChannel below = inner;
    while (below instanceof ForwardingChannel channel && channel.handsReadsOn(explains)) {
      below = channel.inner;
    }
    return below;
  }

  /** As {@link #innerForReads} for a write. */
  final AsynchronousSocketChannel innerForWrites(boolean explains) {
    AsynchronousSocketChannel below = inner;
    while (below instanceof ForwardingChannel channel && channel.handsWritesOn(explains)) {
      below = channel.inner;
    }
    return below;
  }

  @Override
  public final Reactor reactor() {
    return reactor;
  }

  /** What is wrapped was closed: ends what waits here, then tells those outside. */
  private void innerClosed() {
    closed();
    fireClosed();
  }

  /** Ends what waits in this channel. Reactor's thread. */
  abstract void closed();

  @Override
  public void close() throws IOException {
    inner.close();
    if (!(inner instanceof ReactorChannel)) {
      reactor.run(this::innerClosed);
    }
  }

  @Override
  public void reset() {
    if (inner instanceof ReactorChannel ours) {
      ours.reset();
      return;
    }
    try {
      if (inner.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
        inner.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      close();
    } catch (IOException ignored) {
      // closed is all it can become
    }
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public boolean isConnected() {
    if (inner instanceof ReactorChannel ours) {
      return ours.isConnected();
    }
    if (!knownConnected) {
      knownConnected = hasRemoteAddress();
    }
    return knownConnected;
  }

  private boolean hasRemoteAddress() {
    try {
      return inner.getRemoteAddress() != null;
    } catch (IOException closedMeanwhile) {
      return true;
    }
  }

  @Override
  public void checkRead() {
    if (inner instanceof ReactorChannel ours) {
      ours.checkRead();
    } else if (!isConnected()) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public void checkWrite() {
    if (inner instanceof ReactorChannel ours) {
      ours.checkWrite();
    } else if (!isConnected()) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public void abandonRead() {
    if (inner instanceof ReactorChannel ours) {
      ours.abandonRead();
    }
  }

  @Override
  public void abandonWrite() {
    if (inner instanceof ReactorChannel ours) {
      ours.abandonWrite();
    }
  }

  @Override
  public <A> void whenReadable(A attachment, CompletionHandler<Void, ? super A> handler) {
    ours().whenReadable(attachment, handler);
  }

  @Override
  public void whenDrained(Consumer<Throwable> task) {
    if (inner instanceof ReactorChannel ours) {
      ours.whenDrained(task);
    } else {
      task.accept(null);
    }
  }

  final ReactorChannel ours() {
    if (inner instanceof ReactorChannel ours) {
      return ours;
    }
    throw new UnsupportedOperationException(inner + " cannot tell when it is readable");
  }

  @Override
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    inner.connect(remote, attachment, handler);
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    return inner.connect(remote);
  }

  @Override
  public <A> void read(
      ByteBuffer dst,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    innerForReads(false).read(dst, timeout, unit, attachment, handler);
  }

  @Override
  public <A> void read(
      ByteBuffer[] dsts,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    innerForReads(false).read(dsts, offset, length, timeout, unit, attachment, handler);
  }

  @Override
  public Future<Integer> read(ByteBuffer dst) {
    return inner.read(dst);
  }

  @Override
  public AsynchronousSocketChannel shutdownInput() throws IOException {
    inner.shutdownInput();
    return this;
  }

  @Override
  public AsynchronousSocketChannel bind(SocketAddress local) throws IOException {
    inner.bind(local);
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return inner.getLocalAddress();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return inner.getRemoteAddress();
  }

  @Override
  public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    inner.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return inner.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return inner.supportedOptions();
  }
}
