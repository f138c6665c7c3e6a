package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.Direction;
import io.trixter.netem.nio.loop.Operation;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.function.Consumer;

/** A stage that faults make, with another one behind it. While it passes, calls go on unchanged. */
abstract class Stage implements Sink {
  final FaultChannel channel;
  final List<Part> parts;
  volatile Sink next; // set on the reactor's thread once the channel is in use
  private long seen; // of what has entered the next stage; the rest has passed without a question
  volatile boolean outputShutdown;
  private Consumer<Throwable> drained;

  Stage(FaultChannel channel, List<Part> parts) {
    this.channel = channel;
    this.parts = parts;
  }

  /** The operation of a write that does not pass. */
  abstract Operation<?> writing();

  /** Lets {@code below} be the next stage. Reactor's thread. */
  final void linkTo(Sink below) {
    if (next != null && next != below) {
      seen += below.entered() - next.entered();
    }
    next = below;
  }

  /**
   * Returns how many bytes have entered the next stage since this was last called. Reactor's
   * thread.
   */
  final long newlyEntered() {
    long before = seen;
    seen = next.entered();
    return seen - before;
  }

  /** Why what was written will not leave, or null. Reactor's thread. */
  abstract Throwable failure();

  /** Whether something that was written here is yet to leave. Reactor's thread. */
  abstract boolean holds();

  /** Heeds which of its parts are active and {@code present}. Reactor's thread. */
  abstract void apply(List<Part> present);

  @Override
  public final <A> void write(
      ByteBuffer one,
      ByteBuffer[] several,
      long nanos,
      A attachment,
      CompletionHandler<?, ? super A> handler) {
    if (passes()) {
      next.write(one, several, nanos, attachment, handler);
    } else if (!channel.isOpen() || outputShutdown) {
      channel.failClosed(attachment, handler);
    } else {
      check();
      Operation<?> writing = writing();
      Direction.WRITE.claim(writing);
      writing.use(one, several);
      writing.submit(attachment, handler, nanos);
    }
  }

  @Override
  public final void whenDrained(Consumer<Throwable> task) {
    if (failure() != null) {
      task.accept(failure());
    } else if (holds()) {
      drained = task;
    } else {
      next.whenDrained(task);
    }
  }

  /** Asks anew for who waits until what was written has left. */
  final void tellDrained() {
    Consumer<Throwable> told = drained;
    drained = null;
    if (told != null) {
      whenDrained(told);
    }
  }

  @Override
  public void closed() {
    Consumer<Throwable> told = drained;
    drained = null;
    if (told != null) {
      told.accept(channel.whyClosed());
    }
    next.closed();
  }
}
