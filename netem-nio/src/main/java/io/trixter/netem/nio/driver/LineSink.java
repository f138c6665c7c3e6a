package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.End;
import io.trixter.netem.nio.loop.Direction;
import io.trixter.netem.nio.loop.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The stage that a delay line makes: a write completes when the line has taken a copy of its bytes,
 * and they reach the next stage a delay later, in order, each write as writes of its own. The end
 * of the stream is delayed likewise. A failure of the next stage sticks and meets the next write or
 * half-close; closing drops what is held.
 *
 * <p>With delay and jitter off and nothing held, writes are handed on unchanged. The line's state
 * is confined to the reactor.
 */
final class LineSink extends Stage {
  private final DelayQueue queue;
  private final Entry entry = new Entry();
  private final LineExit exit;
  private volatile boolean inUse; // the line holds something, or a failure
  private volatile IOException failure;
  private long entered; // bytes that have come here, up to the last that passed unasked
  private End awaitsWrite; // an end that is to follow the write under way
  private Runnable onRoom;

  LineSink(FaultChannel channel, Part part) {
    super(channel, List.of(part));
    queue = part.rules().line();
    exit = new LineExit(this, channel, queue);
    queue.onRoom(() -> channel.reactor().execute(this::roomMade));
  }

  /** Lets everything pass at once unless its part is active, what is held too; or delays again. */
  @Override
  void apply(List<Part> present) {
    Part part = parts.get(0);
    queue.setPassing(!part.isActive() || !present.contains(part));
    exit.run();
  }

  private void markInUse() {
    entered(); // what has passed so far
    inUse = true;
  }

  /** Sets whether another line hands on to this one. */
  void setFed(boolean byAnother) {
    queue.setFed(byAnother);
  }

  @Override
  public boolean passes() {
    return !inUse && queue.isOff() && entry.isIdle();
  }

  @Override
  public long entered() {
    if (!inUse) {
      entered += newlyEntered();
    }
    return entered;
  }

  /** Returns how many bytes the line holds. Reactor's thread. */
  long held() {
    return queue.held();
  }

  @Override
  Operation<?> writing() {
    return entry;
  }

  @Override
  public void check() {
    Direction.WRITE.check(entry);
    if (!inUse) {
      next.check();
    }
  }

  /** The operation of the write that enters the line. */
  private final class Entry extends Operation<Object> {
    private final Runnable take = this::take;
    private boolean taking;

    Entry() {
      super(channel.reactor());
    }

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
      withBuffers(take);
    }

    private void take() {
      long before = remaining();
      boolean room;
      do {
        room = fill();
      } while (!room && remaining() == before && !exit.listen()); // a knob set before did not tell
      long taken = before - remaining();
      if (taken == 0 && !room) {
        startTimeout();
        return;
      }
      if (taken > 0) {
        markInUse();
        entered += taken;
        parts.get(0).onStrike().run();
      }
      if (!endsInside()) {
        letOut();
      }
      if (isActive()) {
        completeMoved(taken);
      }
      exit.run();
    }

    /** Lets out what need not wait before a caller hears, who may end the channel then. */
    private void letOut() {
      taking = true;
      try {
        exit.run();
      } finally {
        taking = false;
      }
    }

    /** Moves what there is room for; returns whether that is all. */
    private boolean fill() {
      while (remaining() > 0) {
        ByteBuffer src = current();
        queue.take(src, reactor().now());
        if (src.hasRemaining()) {
          return false;
        }
      }
      return true;
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
        holdEnd(end);
      }
    }

    void tryAgain() {
      if (isActive() && !taking) {
        start();
      }
    }

    /** The next stage has failed: a write hears of it whose bytes have not been taken. */
    void broken() {
      if (isActive() && !taking) {
        fail(freshFailure());
      }
    }
  }

  /** There may be room for what waits. */
  void roomMade() {
    entry.tryAgain();
    Runnable told = onRoom;
    if (told != null && !entry.isActive()) {
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
    if (room == 0 && !exit.listen()) {
      return room(wanted, task); // a knob that was set before would not have told
    } else if (room == 0) {
      onRoom = task;
    } else {
      queue.stopWaiting(); // what is read now takes its room at once
    }
    return room;
  }

  // leaving it; the reactor's thread

  /** Nothing is held any more. */
  void emptied() {
    if (inUse && failure == null) {
      newlyEntered(); // which has been counted
      inUse = false;
    }
    roomMade();
    if (queue.isEmpty()) {
      tellDrained();
    }
  }

  /** The next stage has failed: what is held is dropped. */
  void broken(IOException thrown) {
    failure = thrown;
    markInUse();
    exit.dropAll();
    entry.broken();
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
      channel.reactor().run(() -> holdEnd(end));
    }
  }

  private void holdEnd(End end) {
    if (entry.isActive()) {
      awaitsWrite = end;
    } else if (failure == null && channel.isOpen()) {
      markInUse();
      queue.end(end, channel.reactor().now());
      exit.run();
    }
  }

  @Override
  Throwable failure() {
    return failure;
  }

  @Override
  boolean holds() {
    return !queue.isEmpty();
  }

  @Override
  public void abandonWrite() {
    if (entry.isActive()) {
      entry.abandon();
    } else if (!inUse) {
      next.abandonWrite();
    }
  }

  @Override
  public void closed() {
    exit.dropAll();
    entry.channelClosed();
    super.closed();
  }
}
