package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * A socket channel pinned to one event loop. Any thread may start an operation or close it; the
 * bytes move, and handlers run, on the loop's thread. Beyond the public contract it supports {@link
 * StandardSocketOptions#SO_LINGER}, and so a reset.
 *
 * <p>A handler of an operation that completes at once, started on the loop's thread, runs before
 * the call returns. After a timeout or a cancellation the direction it hit refuses further
 * operations with {@link IllegalStateException}: bytes of it may have moved.
 */
public final class LoopSocketChannel extends ReactorChannel {
  final LoopSocket socket;
  volatile ConnectOperation connect; // null once it is connected
  final TransferOperation read;
  final TransferOperation write;
  private final EventLoop loop;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LoopSocketChannel(EventLoop loop, LoopSocket socket) {
    super(loop.group().provider());
    this.loop = loop;
    this.socket = socket;
    connect = socket.isConnected() ? null : new ConnectOperation(this);
    read = new TransferOperation(this, Direction.READ);
    write = new TransferOperation(this, Direction.WRITE);
    socket.attach(this);
  }

  /** Opens a channel that is not connected, on {@code loop}. Any thread. */
  public static LoopSocketChannel open(EventLoop loop) throws IOException {
    return of(loop, loop.poller().openSocket(null));
  }

  /** Opens a channel for the family of {@code remote} alone, on {@code loop}. Any thread. */
  public static LoopSocketChannel open(EventLoop loop, InetSocketAddress remote)
      throws IOException {
    boolean ipv4 = remote.getAddress() instanceof Inet4Address;
    return of(
        loop,
        loop.poller()
            .openSocket(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6));
  }

  /** Takes over {@code socket}, which it closes if it cannot. */
  static LoopSocketChannel of(EventLoop loop, LoopSocket socket) throws IOException {
    try {
      LoopSocketChannel channel = new LoopSocketChannel(loop, socket);
      loop.group().opened(channel);
      return channel;
    } catch (IOException | RuntimeException | Error e) {
      socket.discard();
      throw e;
    }
  }

  /** The loop it is pinned to. */
  public EventLoop loop() {
    return loop;
  }

  @Override
  public Reactor reactor() {
    return loop;
  }

  @Override
  public boolean isConnected() {
    return connect == null;
  }

  @Override
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    InetSocketAddress address = ConnectOperation.checked(remote);
    if (!isOpen()) {
      failClosed(attachment, handler);
      return;
    }
    ConnectOperation connecting = connect;
    if (connecting == null) {
      throw new AlreadyConnectedException();
    }
    if (connecting.isKilled()) {
      throw new IllegalStateException("Connecting not allowed after a cancellation");
    }
    if (!connecting.claim()) {
      throw new ConnectionPendingException();
    }
    connecting.target(address);
    connecting.submit(attachment, handler, 0);
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    if (!isOpen()) {
      ConnectOperation.checked(remote);
      loop.group().checkRunning();
      return CompletableFuture.failedFuture(afterClose());
    }
    PendingFuture<Void> future = new PendingFuture<>(this);
    connect(remote, null, future);
    return future;
  }

  @Override
  public <A> void start(
      Direction direction,
      ByteBuffer one,
      ByteBuffer[] several,
      long nanos,
      A attachment,
      CompletionHandler<?, ? super A> handler) {
    if (several == null && !one.hasRemaining() && isOpen()) {
      check(direction);
      CompletedOperation.complete(loop, 0, attachment, handler);
    } else if (claim(direction, attachment, handler)) {
      TransferOperation operation = operation(direction);
      operation.waitOnly(false);
      operation.use(one, several);
      operation.submit(attachment, handler, nanos);
    }
  }

  @Override
  public <A> void whenReadable(A attachment, CompletionHandler<Void, ? super A> handler) {
    if (claim(Direction.READ, attachment, handler)) {
      read.waitOnly(true);
      read.submit(attachment, handler, 0);
    }
  }

  private TransferOperation operation(Direction direction) {
    return direction == Direction.READ ? read : write;
  }

  /** Claims the operation; false if the handler will hear that the channel is closed. */
  private <A> boolean claim(
      Direction direction, A attachment, CompletionHandler<?, ? super A> handler) {
    if (!isOpen()) {
      failClosed(attachment, handler);
      return false;
    }
    checkConnected();
    direction.claim(operation(direction));
    return true;
  }

  @Override
  public void check(Direction direction) {
    checkConnected();
    direction.check(operation(direction));
  }

  private void checkConnected() {
    if (connect != null) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public void abandon(Direction direction) {
    operation(direction).abandon();
  }

  /** Adds to {@code total} the bytes that the socket takes from now on. On the loop's thread. */
  public void countWritten(LongAdder total) {
    write.countIn(total);
  }

  @Override
  public long moved(Direction direction) {
    return operation(direction).moved();
  }

  private <A> void failClosed(A attachment, CompletionHandler<?, ? super A> handler) {
    loop.group().checkRunning();
    CompletedOperation.fail(loop, afterClose(), attachment, handler);
  }

  @Override
  public void whenDrained(Consumer<Throwable> task) {
    task.accept(null);
  }

  /**
   * Runs {@code task} when the peer has acknowledged nearly all that was written, as far as the
   * kernel tells. The channel is not to be written to any more. It makes the send buffer as small
   * as can be, and waits until the socket is writable again. Also runs it when the channel has
   * failed or is closed. On the loop's thread.
   *
   * <p>Linux makes the buffer no smaller than 4,608 bytes or a little more, by the kernel's
   * version, and says that the socket is writable when the packets that are not acknowledged take
   * no more than two thirds of that, their bookkeeping included. So a reset may still drop up to 3
   * KiB that have not left, or have left and are lost on the way, where the peer reads more slowly
   * than it is sent to. After a half-close of ours Linux says at once that the socket is writable.
   */
  public void whenSent(Runnable task) {
    try {
      socket.setOption(StandardSocketOptions.SO_SNDBUF, 1);
      if (isOpen() && write.claim()) {
        write.waitOnly(true);
        write.submit(task, EitherWay.RUN, 0);
        return;
      }
    } catch (IOException | RuntimeException e) {
      // it has nothing to wait for
    }
    task.run();
  }

  @Override
  public boolean isOpen() {
    return !closed.get();
  }

  /** Closes the channel; pending operations fail. The descriptor goes on the loop's thread. */
  @Override
  public void close() {
    close(false);
  }

  @Override
  public void reset() {
    close(true);
  }

  private void close(boolean reset) {
    if (!loop.inReactor()) {
      loop.closeOnce(closed, () -> closeInLoop(reset));
    } else if (closed.compareAndSet(false, true)) { // without allocating: memory may have run out
      closeInLoop(reset);
    }
  }

  /** On the loop's thread, whose next poll then lets go of the descriptor: JDK-8203059. */
  private void closeInLoop(boolean reset) {
    try {
      if (reset) {
        resetOnClose();
      }
      socket.release();
    } catch (OutOfMemoryError e) {
      loop.lacksMemory(e);
    } catch (IOException ignored) {
      // the descriptor is gone either way
    } finally {
      loop.group().closed(this);
      try {
        fireClosed();
      } finally {
        failPending();
      }
    }
  }

  private void failPending() {
    if (connect != null) {
      connect.channelClosed();
    }
    read.channelClosed();
    write.channelClosed();
  }

  private void resetOnClose() {
    try {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (OutOfMemoryError e) {
      loop.lacksMemory(e);
    } catch (IOException ignored) {
      // it will be closed without a reset
    }
  }

  // the calls that the socket carries out at once, on the caller's thread

  /** The socket, unless the channel is closed. */
  private LoopSocket openSocket() throws IOException {
    if (!isOpen()) {
      throw afterClose();
    }
    return socket;
  }

  @Override
  public AsynchronousSocketChannel bind(SocketAddress local) throws IOException {
    ConnectOperation connecting = connect;
    if (connecting != null && connecting.isClaimed()) {
      throw new ConnectionPendingException();
    }
    openSocket().bind(local);
    return this;
  }

  @Override
  public AsynchronousSocketChannel shutdownInput() throws IOException {
    openSocket().shutdownInput();
    return this;
  }

  @Override
  public AsynchronousSocketChannel shutdownOutput() throws IOException {
    openSocket().shutdownOutput();
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return openSocket().localAddress();
  }

  @Override
  public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    openSocket().setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return openSocket().getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return socket.supportedOptions();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    LoopSocket open = openSocket();
    return isConnected() ? open.remoteAddress() : null;
  }

  /** The class's name and both addresses, or the state that the channel is in. */
  @Override
  public String toString() {
    String state = !isOpen() ? "closed" : isConnected() ? addresses() : "unconnected";
    return "LoopSocketChannel[" + state + "]";
  }

  private String addresses() {
    try {
      return "local=" + getLocalAddress() + " remote=" + getRemoteAddress();
    } catch (IOException e) {
      return "closed";
    }
  }
}
