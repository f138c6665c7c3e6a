package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An asynchronous socket channel that says what a relay needs beyond the public contract: its
 * reactor, a wait for readability that holds no buffer, a reset, when all it took has left, and
 * that it was closed. The public forms of reading and writing are written here, once: each checks
 * its arguments and calls {@link #start}.
 */
public abstract class ReactorChannel extends AsynchronousSocketChannel {
  private static final AtomicReferenceFieldUpdater<ReactorChannel, CloseListener> LISTENERS =
      AtomicReferenceFieldUpdater.newUpdater(
          ReactorChannel.class, CloseListener.class, "listeners");

  private record CloseListener(Runnable task, CloseListener next) {}

  private volatile CloseListener listeners;
  private volatile Supplier<IOException> reason; // for which a fault ended it

  /** A channel of {@code provider}. */
  protected ReactorChannel(AsynchronousChannelProvider provider) {
    super(provider);
  }

  /**
   * Starts a read or a write, by whatever form it was asked for. Any thread.
   *
   * @param one what to read into or write; null if it is {@code several}
   * @param several as {@code one}, an array of the operation's own; null if it is {@code one}
   * @param nanos the timeout; 0 or less is none
   */
  public abstract <A> void start(
      Direction direction,
      ByteBuffer one,
      ByteBuffer[] several,
      long nanos,
      A attachment,
      CompletionHandler<?, ? super A> handler);

  @Override
  public final <A> void read(
      ByteBuffer dst,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    refuseReadOnly(dst);
    start(Direction.READ, dst, null, unit.toNanos(timeout), attachment, handler);
  }

  @Override
  public final <A> void read(
      ByteBuffer[] dsts,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    ByteBuffer[] own = slice(dsts, offset, length);
    for (ByteBuffer dst : own) {
      refuseReadOnly(dst);
    }
    start(Direction.READ, null, own, unit.toNanos(timeout), attachment, handler);
  }

  @Override
  public final Future<Integer> read(ByteBuffer dst) {
    refuseReadOnly(dst);
    PendingFuture<Integer> future = new PendingFuture<>(this);
    start(Direction.READ, dst, null, 0, null, future);
    return future;
  }

  @Override
  public final <A> void write(
      ByteBuffer src,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(src, "src");
    Objects.requireNonNull(handler, "handler");
    start(Direction.WRITE, src, null, unit.toNanos(timeout), attachment, handler);
  }

  @Override
  public final <A> void write(
      ByteBuffer[] srcs,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    ByteBuffer[] own = slice(srcs, offset, length);
    start(Direction.WRITE, null, own, unit.toNanos(timeout), attachment, handler);
  }

  @Override
  public final Future<Integer> write(ByteBuffer src) {
    Objects.requireNonNull(src, "src");
    PendingFuture<Integer> future = new PendingFuture<>(this);
    start(Direction.WRITE, src, null, 0, null, future);
    return future;
  }

  /** The named part of {@code buffers}, as an array of its own. */
  private static ByteBuffer[] slice(ByteBuffer[] buffers, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffers.length);
    ByteBuffer[] own = new ByteBuffer[length];
    for (int i = 0; i < length; i++) {
      own[i] = Objects.requireNonNull(buffers[offset + i], "buffer");
    }
    return own;
  }

  private static void refuseReadOnly(ByteBuffer dst) {
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("dst is read-only");
    }
  }

  /** The reactor on which completions run. */
  public abstract Reactor reactor();

  /**
   * Completes when a read would find bytes, the end of the stream or an error. Counts as the one
   * outstanding read. Any thread.
   *
   * @throws UnsupportedOperationException if what is wrapped cannot tell
   */
  public abstract <A> void whenReadable(A attachment, CompletionHandler<Void, ? super A> handler);

  /** Whether it is connected, or was before it was closed. Any thread. */
  public abstract boolean isConnected();

  /**
   * Returns how many bytes its reads have returned or its writes have taken since it was opened, or
   * since it was first wrapped if it is another provider's. Reactor's thread.
   */
  public abstract long moved(Direction direction);

  /**
   * Refuses as a read or a write would if it were started now: because the channel is not
   * connected, or one is pending or was abandoned. Any thread.
   *
   * @throws IllegalStateException with the reason, of the class that the operation throws
   */
  public abstract void check(Direction direction);

  /** Ends the pending read or write, if there is one, as cancelled. Reactor's thread. */
  public abstract void abandon(Direction direction);

  /** Closes the channel so that the peer sees a reset; what is held is dropped. Any thread. */
  public abstract void reset();

  /**
   * Ends the channel as a fault requires: what is pending and what follows fails with what {@code
   * why} makes, each time afresh. The first reason stays. Any thread.
   *
   * @param reset whether the peer is to see a reset rather than a close
   */
  public void end(Supplier<IOException> why, boolean reset) {
    if (reason == null) {
      reason = why;
    }
    if (reset) {
      reset();
      return;
    }
    try {
      close();
    } catch (IOException ignored) {
      // closed is all it can become
    }
  }

  /** Returns what a pending operation of the closed channel fails with. */
  public IOException whyClosed() {
    Supplier<IOException> why = reason;
    return why == null ? new AsynchronousCloseException() : why.get();
  }

  /** Returns what an operation that follows the close fails with. */
  public IOException afterClose() {
    Supplier<IOException> why = reason;
    return why == null ? new ClosedChannelException() : why.get();
  }

  /** Whether a fault has ended it. */
  protected final boolean wasEnded() {
    return reason != null;
  }

  /**
   * Calls {@code task} when everything written, the half-close too, has left for what lies below,
   * with null, or could not, with the reason. Reactor's thread; one task at a time.
   */
  public abstract void whenDrained(Consumer<Throwable> task);

  /**
   * Returns how many of {@code wanted} bytes a write could hand on or hold now, as far as memory
   * for holding them is concerned. Where that is 0, {@code task} runs on the reactor's thread when
   * there may be more. Reactor's thread; one task at a time.
   */
  public int room(int wanted, Runnable task) {
    return wanted;
  }

  /**
   * Runs {@code task} on the reactor's thread when the channel is closed. Without effect once it
   * is. Any thread.
   */
  public final void whenClosed(Runnable task) {
    CloseListener head;
    do {
      head = listeners;
    } while (!LISTENERS.compareAndSet(this, head, new CloseListener(task, head)));
  }

  /**
   * Runs the tasks of {@link #whenClosed}, each once however often this is called. What one of them
   * throws is reported to the reactor.
   */
  protected final void fireClosed() {
    CloseListener fired = LISTENERS.getAndSet(this, null);
    for (; fired != null; fired = fired.next()) {
      try {
        fired.task().run();
      } catch (Throwable thrown) {
        reactor().report(thrown);
      }
    }
  }
}
