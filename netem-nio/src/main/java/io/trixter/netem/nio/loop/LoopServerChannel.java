package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetBoundException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A listening channel on one event loop; what it accepts is pinned to the group's loops in turn.
 * Any thread may start an accept or close it; handlers run on the listener's loop. An accept that
 * fails, as it does when descriptors run out, leaves it open.
 */
public final class LoopServerChannel extends AsynchronousServerSocketChannel {
  private static final long CLOSE_PATIENCE_SECONDS = 1;

  final LoopServerSocket server;
  private final EventLoop loop;
  final AcceptOperation accept;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch released = new CountDownLatch(1);

  private LoopServerChannel(EventLoop loop, LoopServerSocket server) {
    super(loop.group().provider());
    this.loop = loop;
    this.server = server;
    accept = new AcceptOperation(this);
    server.attach(this);
  }

  /**
   * Opens a listener on {@code loop}, not yet bound.
   *
   * @param family IPv4 alone, or both; null for the system's default, which is both
   */
  public static LoopServerChannel open(EventLoop loop, ProtocolFamily family) throws IOException {
    LoopServerSocket server = loop.poller().openServerSocket(family);
    try {
      LoopServerChannel channel = new LoopServerChannel(loop, server);
      loop.group().opened(channel);
      return channel;
    } catch (IOException | RuntimeException | Error e) {
      server.discard();
      throw e;
    }
  }

  /** The loop on which it accepts. */
  public EventLoop loop() {
    return loop;
  }

  @Override
  public <A> void accept(
      A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    if (!isOpen()) {
      loop.group().checkRunning();
      CompletedOperation.fail(loop, new ClosedChannelException(), attachment, handler);
      return;
    }
    if (!isBound()) {
      throw new NotYetBoundException();
    }
    if (!accept.claim()) {
      throw new AcceptPendingException();
    }
    accept.submit(attachment, handler, 0);
  }

  private boolean isBound() {
    try {
      return server.localAddress() != null;
    } catch (IOException closedMeanwhile) {
      return true;
    }
  }

  @Override
  public Future<AsynchronousSocketChannel> accept() {
    PendingFuture<AsynchronousSocketChannel> future = new PendingFuture<>(this);
    accept(null, future);
    return future;
  }

  @Override
  public boolean isOpen() {
    return !closed.get();
  }

  /**
   * Closes the listener; a pending accept fails. On return the port refuses, unless the loop's
   * thread is busy for more than a second.
   */
  @Override
  public void close() throws IOException {
    loop.closeOnce(closed, this::closeInLoop);
    if (!loop.inReactor()) {
      awaitReleased();
    }
  }

  private void closeInLoop() {
    try {
      server.close();
    } catch (OutOfMemoryError e) {
      loop.lacksMemory(e);
    } catch (IOException ignored) {
      // the descriptor is gone either way
    } finally {
      released.countDown();
      loop.group().closed(this);
      accept.channelClosed();
    }
  }

  private void awaitReleased() {
    try {
      released.await(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private LoopServerSocket openServer() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    return server;
  }

  @Override
  public AsynchronousServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
    openServer().bind(local, backlog);
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return openServer().localAddress();
  }

  @Override
  public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value)
      throws IOException {
    openServer().setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return openServer().getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return server.supportedOptions();
  }

  /** The class's name and where it listens, or that it is closed. */
  @Override
  public String toString() {
    try {
      return "LoopServerChannel[" + getLocalAddress() + "]";
    } catch (IOException e) {
      return "LoopServerChannel[closed]";
    }
  }
}
