package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.CompletedOperation;
import io.trixter.netem.nio.loop.Direction;
import io.trixter.netem.nio.loop.Operation;
import io.trixter.netem.nio.loop.PendingFuture;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Another provider's channel as one of ours: knows what is pending and why it was closed. Handlers
 * run where the provider calls them. It cannot tell when it is readable, nor give up an operation
 * that is pending. Any thread.
 */
final class ForeignChannel extends ForwardingChannel {
  private final AsynchronousSocketChannel inner;
  private final Reactor reactor;
  private final Pending read;
  private final Pending write;
  private volatile boolean knownConnected;

  ForeignChannel(AsynchronousSocketChannel inner, Reactor reactor) {
    super(inner);
    this.inner = inner;
    this.reactor = reactor;
    read = new Pending(Direction.READ);
    write = new Pending(Direction.WRITE);
  }

  /** Returns {@code channel} as one of ours, which it may be; else on the reactor that it needs. */
  static ReactorChannel ours(AsynchronousSocketChannel channel, Supplier<Reactor> forForeign) {
    return channel instanceof ReactorChannel ours
        ? ours
        : new ForeignChannel(channel, forForeign.get());
  }

  /** The one read, or the one write, that may be pending. */
  private final class Pending extends Operation<Object> implements CompletionHandler<Object, Void> {
    private final Direction direction;
    private long moved;

    Pending(Direction direction) {
      super(reactor);
      this.direction = direction;
    }

    /** Calls the inner channel; a handler of one buffer takes an Integer, of several a Long. */
    @SuppressWarnings("unchecked")
    private <A> void call(
        ByteBuffer one,
        ByteBuffer[] several,
        long nanos,
        A attachment,
        CompletionHandler<?, ? super A> handler) {
      boolean reads = direction == Direction.READ;
      if (several == null) {
        var told = (CompletionHandler<Integer, ? super A>) handler;
        if (reads) {
          inner.read(one, nanos, TimeUnit.NANOSECONDS, attachment, told);
        } else {
          inner.write(one, nanos, TimeUnit.NANOSECONDS, attachment, told);
        }
      } else {
        var told = (CompletionHandler<Long, ? super A>) handler;
        if (reads) {
          inner.read(several, 0, several.length, nanos, TimeUnit.NANOSECONDS, attachment, told);
        } else {
          inner.write(several, 0, several.length, nanos, TimeUnit.NANOSECONDS, attachment, told);
        }
      }
    }

    <A> void start(
        ByteBuffer one,
        ByteBuffer[] several,
        long nanos,
        A attachment,
        CompletionHandler<?, ? super A> handler) {
      if (wasEnded()) {
        CompletedOperation.fail(reactor, afterClose(), attachment, handler);
        return;
      }
      check();
      if (several == null && !one.hasRemaining()) {
        call(one, null, nanos, attachment, handler); // never pends
        return;
      }
      direction.claim(this);
      hold(attachment, handler);
      try {
        call(one, several, nanos, null, this);
      } catch (RuntimeException | Error refused) {
        withdraw();
        throw refused;
      }
    }

    void check() {
      if (!isConnected()) {
        throw new NotYetConnectedException();
      }
      direction.check(this);
    }

    @Override
    public void completed(Object result, Void ignored) {
      moved += Math.max(0, ((Number) result).longValue());
      tell(result, null);
    }

    @Override
    public void failed(Throwable thrown, Void ignored) {
      tell(null, wasEnded() ? whyClosed() : thrown);
    }

    @Override
    protected boolean isOpen() {
      return inner.isOpen();
    }

    @Override
    protected void start() {
      throw new IllegalStateException("it is never submitted");
    }
  }

  private Pending pending(Direction direction) {
    return direction == Direction.READ ? read : write;
  }

  @Override
  public <A> void start(
      Direction direction,
      ByteBuffer one,
      ByteBuffer[] several,
      long nanos,
      A attachment,
      CompletionHandler<?, ? super A> handler) {
    pending(direction).start(one, several, nanos, attachment, handler);
  }

  @Override
  public long moved(Direction direction) {
    return pending(direction).moved;
  }

  @Override
  public void check(Direction direction) {
    pending(direction).check();
  }

  @Override
  public boolean isConnected() {
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
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    if (wasEnded()) {
      CompletedOperation.fail(reactor, afterClose(), attachment, handler);
    } else {
      inner.connect(remote, attachment, handler);
    }
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    if (!wasEnded()) {
      return inner.connect(remote);
    }
    PendingFuture<Void> future = new PendingFuture<>(this);
    connect(remote, null, future);
    return future;
  }

  @Override
  public AsynchronousSocketChannel shutdownOutput() throws IOException {
    if (wasEnded()) {
      throw afterClose();
    }
    inner.shutdownOutput();
    return this;
  }

  @Override
  public void close() throws IOException {
    inner.close();
    reactor.run(this::fireClosed);
  }

  @Override
  public void reset() {
    try {
      if (supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
        inner.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      close();
    } catch (IOException ignored) {
      // closed is all it can become
    }
  }

  @Override
  public <A> void whenReadable(A attachment, CompletionHandler<Void, ? super A> handler) {
    throw new UnsupportedOperationException(inner + " cannot tell when it is readable");
  }

  @Override
  public void whenDrained(Consumer<Throwable> task) {
    task.accept(null);
  }

  @Override
  public void abandon(Direction direction) {}

  @Override
  public Reactor reactor() {
    return reactor;
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
