package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.End;
import io.trixter.netem.nio.loop.Direction;
import io.trixter.netem.nio.loop.Operation;
import io.trixter.netem.nio.loop.PendingFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.function.Consumer;

/**
 * The stage that a delay line makes: a write completes when the line has taken a copy of its bytes,
 * and they reach the next stage a delay later, in order, each write as writes of its own. The end
 * of the stream is delayed likewise. A failure of the next stage sticks and meets the next write or
 * half-close; closing drops what is held. It is itself the operation of the write that enters the
 * line.
 *
 * <p>With delay and jitter off and nothing held, writes are handed on unchanged. The line's state
 * is confined to the reactor.
 */
final class LineSink extends Operation<Object> implements Sink {
  private final FaultChannel channel;
  private final DelayQueue queue;
  private final Runnable onStrike;
  private final LineExit exit;
  private volatile Sink next;
  private volatile boolean inUse; // the line holds something, or a failure
  private volatile boolean outputShutdown;
  private volatile IOException failure;
  private End awaitsWrite; // an end that is to follow the write under way
  private Consumer<Throwable> drained;
  private Runnable onRoom;

  LineSink(FaultChannel channel, DelayQueue queue, Runnable onStrike) {
    super(channel.reactor());
    this.channel = channel;
    this.queue = queue;
    this.onStrike = onStrike;
    exit = new LineExit(this, channel, queue);
    queue.onRoom(() -> reactor().execute(this::roomMade));
  }

  @Override
  public void next(Sink stage) {
    next = stage;
  }

  Sink next() {
    return next;
  }

  /**
   * Lets everything pass at once, what is held too, or delays again. Reactor's thread.
   *
   * @param passing whether the line is to be as if it were not there
   */
  void setPassing(boolean passing) {
    queue.setPassing(passing);
    exit.run();
  }

  /** Sets whether another line hands on to this one. */
  void setFed(boolean byAnother) {
    queue.setFed(byAnother);
  }

  @Override
  public boolean passes() {
    return !inUse && queue.isOff() && isIdle();
  }

  @Override
  public <A> void write(
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
      Direction.WRITE.claim(this);
      use(one, several);
      submit(attachment, handler, nanos);
    }
  }

  @Override
  public void check() {
    Direction.WRITE.check(this);
    if (!inUse) {
      next.check();
    }
  }

  // entering the line; the reactor's thread

  @Override
  protected boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  protected Throwable closedException() {
    return channel.whyClosed();
  }

  @Override
  protected void start() {
    if (failure != null) {
      fail(freshFailure());
      return;
    }
    PendingFuture<?> future = future();
    if (future == null) {
      take();
    } else if (future.lockUnlessDone()) {
      try {
        take();
      } finally {
        future.unlock();
      }
    }
  }

  private void take() {
    long before = remaining();
    boolean room = true;
    while (room && remaining() > 0) {
      ByteBuffer src = current();
      queue.take(src, reactor().now());
      room = !src.hasRemaining();
    }
    long taken = before - remaining();
    if (taken == 0 && !room) {
      exit.listen();
      startTimeout();
      return;
    }
    if (taken > 0) {
      inUse = true;
      onStrike.run();
    }
    completeMoved(taken);
    exit.run();
  }

  @Override
  protected void handlerLackedMemory(OutOfMemoryError error) {
    channel.reset();
  }

  @Override
  protected void release() {
    forgetBuffers();
    if (onRoom == null) {
      queue.stopWaiting();
    }
    End end = awaitsWrite;
    if (end != null) {
      awaitsWrite = null;
      hold(end);
    }
  }

  /** There may be room for what waits. */
  void roomMade() {
    if (isActive()) {
      start();
    }
    Runnable told = onRoom;
    if (told != null && !isActive()) {
      onRoom = null;
      told.run();
    }
  }

  @Override
  public int room(int wanted, Runnable task) {
    if (passes()) {
      queue.stopWaiting(); // it was set off meanwhile, and others wait behind it
      return next.room(wanted, task);
    }
    int room = failure != null ? wanted : queue.room(wanted);
    if (room == 0) {
      onRoom = task;
      exit.listen();
    } else {
      queue.stopWaiting(); // what is read now takes its room at once
    }
    return room;
  }

  // leaving it; the reactor's thread

  /** Nothing is held any more. */
  void emptied() {
    inUse = failure != null;
    roomMade();
    if (queue.isEmpty()) {
      tellDrained();
    }
  }

  /** The next stage has failed: what is held is dropped. */
  void broken(IOException thrown) {
    failure = thrown;
    inUse = true;
    exit.dropAll();
    if (isActive()) {
      fail(freshFailure());
    }
    roomMade();
    tellDrained();
    channel.broken(thrown);
  }

  private IOException freshFailure() {
    return new IOException(failure.getMessage(), failure);
  }

  // the end

  @Override
  public void end(End end) throws IOException {
    if (passes()) {
      next.end(end);
    } else if (!channel.isOpen()) {
      throw channel.afterClose();
    } else if (failure != null) {
      throw freshFailure();
    } else if (!outputShutdown || end != End.HALF_CLOSE) {
      outputShutdown = true;
      reactor().run(() -> hold(end));
    }
  }

  private void hold(End end) {
    if (isActive()) {
      awaitsWrite = end;
    } else if (failure == null && channel.isOpen()) {
      inUse = true;
      queue.end(end, reactor().now());
      exit.run();
    }
  }

  @Override
  public void whenDrained(Consumer<Throwable> task) {
    if (failure != null) {
      task.accept(failure);
    } else if (queue.isEmpty()) {
      next.whenDrained(task);
    } else {
      drained = task;
    }
  }

  private void tellDrained() {
    Consumer<Throwable> told = drained;
    drained = null;
    if (told != null) {
      whenDrained(told);
    }
  }

  @Override
  public void abandonWrite() {
    if (isActive()) {
      abandon();
    } else if (!inUse) {
      next.abandonWrite();
    }
  }

  @Override
  public void closed() {
    exit.dropAll();
    if (isActive()) {
      fail(closedException());
    }
    Consumer<Throwable> told = drained;
    drained = null;
    if (told != null) {
      told.accept(closedException());
    }
    next.closed();
  }
}
