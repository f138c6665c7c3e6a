package io.trixter.netem.stream;

import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Waiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;

/**
 * A delay line: takes what is written and hands it on when it is due, on a thread that it has while
 * it holds something, or as an event of a virtual clock. Safe for any thread; nothing below it is
 * called with its lock held.
 */
final class Line implements Lifetime.Bottom, Clock.Event, Runnable {
  private final DelayQueue queue;
  private final Stack below;
  private final Stack above;
  private final Clock clock;
  private final Pause room; // where a writer waits for it
  private final Pause due; // where the line's thread waits for it
  private OutputStream inner;
  private volatile boolean passes = true; // holds nothing, and has neither ended nor failed
  private boolean sending; // there is a thread or an event that hands on what is held
  private boolean handing; // and does so now
  private boolean closed;
  private boolean dropped;
  private boolean ended;
  private IOException failure;

  /** An empty line on {@code below}. */
  Line(DelayQueue queue, Stack below) {
    this.queue = queue;
    this.below = below;
    clock = below.clock();
    above = below.above(this);
    room = new Pause(clock);
    due = new Pause(clock);
    above.lifetime().add(room);
    queue.onRoom(room::wake);
    if (below.lifetime().bottom() instanceof Line next) {
      next.queue.setFed(true);
    }
  }

  Stack below() {
    return below;
  }

  /** The stack of what is put around it. */
  Stack stack() {
    return above;
  }

  /** Sets where it hands things on; once, before anything is put. */
  void connect(OutputStream far) {
    inner = far;
  }

  /** Whether what is written may go to the stream below at once. */
  boolean passes() {
    return passes && queue.isOff() && above.lifetime().isOpen();
  }

  /** Takes all of {@code src}, waiting while there is no room. One thread at a time. */
  void put(ByteBuffer src) throws IOException {
    try {
      while (src.hasRemaining()) {
        room.clear();
        if (!take(src)) {
          awaitRoom(src);
        }
      }
    } finally {
      synchronized (this) {
        queue.stopWaiting();
      }
    }
  }

  private synchronized boolean holds() {
    return !queue.isEmpty();
  }

  /** Waits for the room of others, or for a knob: a line that is off passes. */
  private void awaitRoom(ByteBuffer src) throws IOException {
    if (holds()) {
      room.awaitWake(); // what leaves wakes it, and who lets it leave listens to the knobs
      return;
    }
    Waiter delaySet = new KnobSet(room);
    Waiter jitterSet = new KnobSet(room);
    queue.delay().add(delaySet);
    queue.jitter().add(jitterSet);
    try {
      if (!take(src)) {
        room.awaitWake();
      }
    } finally {
      queue.delay().remove(delaySet);
      queue.jitter().remove(jitterSet);
    }
  }

  /** Whether some of {@code src} was taken. */
  private boolean take(ByteBuffer src) throws IOException {
    boolean taken;
    synchronized (this) {
      check();
      taken = queue.take(src, clock.now()) > 0;
    }
    start();
    return taken;
  }

  /** Lets the end follow what is held. */
  void put(End how) throws IOException {
    synchronized (this) {
      check();
      ended = true;
      queue.end(how, clock.now());
    }
    start();
  }

  /** Fails if nothing may be written any more. */
  synchronized void check() throws IOException {
    above.lifetime().check();
    if (closed || dropped) {
      throw closed();
    } else if (failure instanceof SocketException) {
      throw (IOException) new SocketException(failure.getMessage()).initCause(failure);
    } else if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    } else if (ended) {
      throw new SocketException("Socket output is shutdown");
    }
  }

  // handing on

  private void start() {
    synchronized (this) {
      if (sending || queue.isEmpty()) {
        return;
      }
      sending = true;
      passes = false;
    }
    try {
      if (!clock.schedule(this)) {
        LineThreads.start(this);
      }
    } catch (RuntimeException | Error noThread) {
      synchronized (this) {
        sending = false; // the next write tries again
      }
      throw noThread;
    }
  }

  @Override
  public synchronized long nanosLeft(long now) {
    return queue.isEmpty() ? 0 : queue.nanosToFirst(now);
  }

  @Override
  public void happen() {
    if (nanosLeft(clock.now()) > 0 || handOn()) {
      clock.schedule(this);
    }
  }

  /** The line's thread: hands on what is due until nothing is held. */
  @Override
  public void run() {
    Waiter delaySet = new KnobSet(due);
    Waiter jitterSet = new KnobSet(due);
    due.clear();
    queue.delay().add(delaySet);
    queue.jitter().add(jitterSet);
    try {
      boolean holds = true;
      while (holds) {
        long nanos = nanosLeft(clock.now());
        if (nanos > 0) {
          due.await(nanos);
        } else {
          holds = handOn();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("nobody interrupts a thread of a line", e);
    } finally {
      queue.delay().remove(delaySet);
      queue.jitter().remove(jitterSet);
    }
  }

  /** Belongs to one thread: the next one may listen before this one has ceased to. */
  private static final class KnobSet extends Waiter {
    private final Pause pause;

    KnobSet(Pause pause) {
      this.pause = pause;
    }

    @Override
    public void wake() {
      pause.wake();
    }
  }

  /** Hands on what is first, and returns whether anything is held yet. */
  private boolean handOn() {
    ByteBuffer bytes;
    End end;
    synchronized (this) {
      bytes = queue.first();
      end = queue.end();
      handing = bytes != null || end != null;
    }
    IOException failed = null;
    try {
      if (bytes != null) {
        inner.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        inner.flush();
      } else if (end != null) {
        WrappedOutput.end(inner, end, below);
      }
    } catch (IOException e) {
      failed = e;
    } catch (RuntimeException | Error e) {
      failed = new IOException(e);
    }
    return settle(failed);
  }

  /** Forgets what was handed on, and returns whether anything is held yet. */
  private boolean settle(IOException failed) {
    boolean holds;
    boolean closes;
    synchronized (this) {
      handing = false;
      failure = failure == null ? failed : failure;
      if (failure != null || dropped) {
        queue.clear();
      } else {
        queue.removeFirst();
      }
      holds = !queue.isEmpty();
      sending = holds;
      passes = !(holds || ended || dropped || failure != null);
      closes = closed && !holds;
    }
    room.wake();
    if (closes) {
      try {
        below.lifetime().close();
      } catch (IOException ignored) {
        // its caller has gone on long ago
      }
    }
    return holds;
  }

  // the bottom of what is above

  /** Closes what is below behind what is held, or at once where it closes abruptly. */
  @Override
  public void close(boolean reset) throws IOException {
    if (!below.lifetime().isOpen() || closesAbruptly()) {
      drop();
    }
    boolean drains;
    synchronized (this) {
      closed = true;
      drains = sending && !dropped;
    }
    if (drains) {
      stopReading();
    } else {
      drop(); // what has found no thread would stay in the budget
      below.lifetime().close();
    }
  }

  @Override
  public void halfClose(OutputStream out) throws IOException {
    below.lifetime().bottom().halfClose(out);
  }

  @Override
  public void finish(boolean reset) throws IOException {
    drop();
    below.lifetime().finish(reset);
  }

  @Override
  public void kill(KillSwitch cause) {
    drop();
    below.lifetime().kill(cause);
  }

  @Override
  public IOException closed() {
    return below.lifetime().bottom().closed();
  }

  @Override
  public boolean closesAbruptly() {
    return below.lifetime().bottom().closesAbruptly();
  }

  @Override
  public void stopReading() {
    below.lifetime().bottom().stopReading();
  }

  private void drop() {
    synchronized (this) {
      dropped = true;
      passes = false;
      if (!handing) {
        queue.clear();
        sending = false;
      }
    }
    due.wake();
    room.wake();
  }
}
