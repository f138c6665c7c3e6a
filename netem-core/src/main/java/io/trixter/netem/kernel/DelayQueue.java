package io.trixter.netem.kernel;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The queue of a delay line: what entered, when, and how much more fits. Bytes leave in the order
 * in which they entered, and the end of the stream behind them. No I/O, no waiting; confined to the
 * line's driver.
 */
public final class DelayQueue {
  private static final long OVERHEAD = 128; // of a chunk's objects, in bytes
  private static final int WORTH_WAITING_FOR = 16 << 10; // a message is not torn for less
  private static final int SMALL_PIECE = 4 << 10;

  private static final class Chunk {
    final ByteBuffer bytes;
    final int size; // when it entered
    final long enteredAt;
    double stray; // of the jitter, from -1 to 1
    Chunk next;

    Chunk(ByteBuffer bytes, long enteredAt) {
      this.bytes = bytes;
      size = bytes.remaining();
      this.enteredAt = enteredAt;
    }

    long cost() {
      return OVERHEAD + bytes.capacity();
    }
  }

  private final Knob delay;
  private final Knob jitter;
  private final RandomSource source; // null: it takes bytes without a delay too
  private final long window;
  private final DelayBudget budget;
  private final int lane;
  private volatile Runnable onRoom = () -> {};
  private volatile boolean passing; // as if delay and jitter were zero
  private volatile boolean fed;
  private SplittableRandom random;
  private Chunk first;
  private Chunk last;
  private long cost;
  private long entered; // bytes of the chunks that are here, when they entered
  private boolean awaits; // room, in a lane of the budget
  private boolean lacks; // room on the budget, which has been told
  private End end; // follows what is held; null while none does
  private long endedAt;
  private double endStray;

  /**
   * An empty queue.
   *
   * @param window how many bytes it may hold at most, bookkeeping included
   */
  public DelayQueue(Knob delay, Knob jitter, RandomSource source, long window, DelayBudget budget) {
    this(delay, jitter, source, window, budget, 0);
  }

  /**
   * An empty queue.
   *
   * @param window how many bytes it may hold at most, bookkeeping included
   * @param lane in which it waits for room, 0 or 1
   */
  public DelayQueue(
      Knob delay, Knob jitter, RandomSource source, long window, DelayBudget budget, int lane) {
    this.delay = delay;
    this.jitter = jitter;
    this.source = source;
    this.window = window;
    this.budget = budget;
    this.lane = lane;
  }

  /**
   * Returns an empty queue that delays nothing and yet takes bytes, so that those who write to it
   * need not wait for those who take from it.
   *
   * @param window how many bytes it may hold at most, bookkeeping included
   * @param lane in which it waits for room, 0 or 1
   */
  public static DelayQueue buffer(long window, DelayBudget budget, int lane) {
    Knob none = new Knob(0);
    return new DelayQueue(none, none, null, window, budget, lane);
  }

  /**
   * Returns an empty queue with these knobs and other limits.
   *
   * @param otherLane in which it waits for room, 0 or 1
   */
  public DelayQueue within(long otherWindow, DelayBudget otherBudget, int otherLane) {
    return new DelayQueue(delay, jitter, source, otherWindow, otherBudget, otherLane);
  }

  int lane() {
    return lane;
  }

  /** Returns the knob of the delay, for those who wait for it. */
  public Knob delay() {
    return delay;
  }

  /** Returns the knob of the jitter, for those who wait for it. */
  public Knob jitter() {
    return jitter;
  }

  /** Returns whether all that comes passes: delay and jitter are zero, or ignored. Any thread. */
  public boolean isOff() {
    return passing || (source != null && delay.get() == 0 && jitter.get() == 0);
  }

  /**
   * Sets whether another line hands on to this one. That line keeps its room until this one has
   * taken the bytes, so this one always takes a small piece: or both would wait for each other.
   */
  public void setFed(boolean byAnother) {
    fed = byAnother;
  }

  /** Lets all pass at once, what is held too, as if delay and jitter were zero; or not. */
  public void setPassing(boolean all) {
    passing = all;
  }

  /** Returns how many bytes it holds. */
  public long held() {
    return first == null ? 0 : entered - first.size + first.bytes.remaining();
  }

  /** Returns whether it holds neither bytes nor an end. */
  public boolean isEmpty() {
    return first == null && end == null;
  }

  /** Sets what is called, by any thread, when there may be room for a queue that waits for it. */
  public void onRoom(Runnable task) {
    onRoom = task;
  }

  void roomMade() {
    onRoom.run();
  }

  /**
   * Returns how many of {@code wanted} bytes would be taken now; 0 if there is no room, or so
   * little that it is not worth while. Where there is none, {@link #onRoom} is called when there
   * may be.
   */
  public int room(int wanted) {
    int room = roomNow(wanted);
    if (room == 0 && first == null && wanted > 0 && !awaits) {
      awaits = true;
      budget.await(this);
      room = roomNow(wanted); // what was given back before it waited did not tell it
    }
    boolean isShort = room == 0 && wanted > 0 && budget.total() - budget.used() < window;
    if (isShort && !lacks) {
      budget.tellOfShortage();
    }
    lacks = isShort;
    return room;
  }

  private int roomNow(int wanted) {
    if (passesSmallPieces()) {
      return Math.min(wanted, SMALL_PIECE);
    }
    if (budget.isBehind(this)) {
      return 0;
    }
    long free = Math.min(window, budget.total() - budget.used()) - cost - OVERHEAD;
    long worth =
        Math.min(wanted, Math.min(WORTH_WAITING_FOR, Math.min(window, budget.total()) / 2));
    return free < Math.max(1, worth) ? 0 : (int) Math.min(wanted, free);
  }

  /**
   * Whether it takes small pieces without room: it was set off while it waited, and holds nothing
   * for long, or it is fed.
   */
  private boolean passesSmallPieces() {
    return awaits && first == null && (fed || isOff());
  }

  /**
   * Copies as much of {@code src} as there is room for, and returns how much.
   *
   * @throws OutOfMemoryError with what was copied until then in the queue, and no room lost
   */
  @SuppressWarnings("ByteBufferBackingArray") // wraps an array of its own
  public int take(ByteBuffer src, long now) {
    SplittableRandom draws = draws();
    int taken = 0;
    double stray = 0;
    for (Chunk chunk = lease(src, now); chunk != null; chunk = lease(src, now)) {
      if (taken == 0) {
        stray = stray(draws);
      }
      int part = chunk.bytes.remaining();
      src.get(chunk.bytes.array(), 0, part);
      chunk.stray = stray;
      add(chunk);
      taken += part;
    }
    if (taken > 0) {
      stopWaiting();
    }
    return taken;
  }

  /**
   * Room for what is left of {@code src}, or for a part of it; null if there is none. It is paid
   * for last, when nothing is left to be allocated.
   */
  private Chunk lease(ByteBuffer src, long now) {
    while (src.hasRemaining()) {
      long used = budget.used();
      int part = Math.min(room(src.remaining()), DelayBudget.BLOCK);
      if (part == 0) {
        return null;
      }
      if (passesSmallPieces()) { // perhaps only since it asked for room
        Chunk piece = new Chunk(ByteBuffer.allocate(Math.min(part, SMALL_PIECE)), now);
        budget.takeAnyway(piece.cost());
        return piece;
      }
      byte[] block = budget.lease(part);
      long free = Math.min(window - cost, budget.total() - used);
      if (block.length > part && OVERHEAD + block.length > free) {
        budget.release(block);
        block = new byte[part];
      }
      Chunk chunk = new Chunk(ByteBuffer.wrap(block, 0, part), now);
      if (budget.take(used, chunk.cost())) {
        return chunk;
      }
      budget.release(block); // another line was faster: there may be less
    }
    return null;
  }

  /** Leaves the place among those that wait for room, where it has one. */
  public void stopWaiting() {
    if (awaits) {
      awaits = false;
      budget.leave(this);
    }
  }

  /** Lets the end of the stream follow what is held, as late. */
  public void end(End how, long now) {
    endStray = stray(draws());
    endedAt = now;
    end = how;
    stopWaiting();
  }

  /** Where the jitter is drawn from; null if there is none. */
  private SplittableRandom draws() {
    if (passing || jitter.get() == 0) {
      return null;
    }
    if (random == null) {
      random = source.random(Op.WRITE);
    }
    return random;
  }

  private static double stray(SplittableRandom draws) {
    return draws == null ? 0 : draws.nextDouble(-1.0, 1.0);
  }

  private void add(Chunk chunk) {
    if (first == null) {
      first = chunk;
    } else {
      last.next = chunk;
    }
    last = chunk;
    cost += chunk.cost();
    entered += chunk.size;
  }

  /** Returns the bytes that leave next; null if the end does, or nothing is held. */
  public ByteBuffer first() {
    return first == null ? null : first.bytes;
  }

  /** Returns the end that leaves behind the last bytes; null if there is none yet. */
  public End end() {
    return end;
  }

  /** Nanoseconds until what is next may leave; 0 if it may now. Not of an empty queue. */
  public long nanosToFirst(long now) {
    if (passing) {
      return 0;
    }
    double stray = first == null ? endStray : first.stray;
    long since = first == null ? endedAt : first.enteredAt;
    long lasts = saturatedSum(delay.get(), (long) (stray * jitter.get()));
    return Math.max(0, lasts - (now - since));
  }

  /** The sum of a duration and what may be taken from it or added. */
  private static long saturatedSum(long duration, long stray) {
    long sum = duration + stray;
    return stray > 0 && sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** Removes what is next: the first chunk, or the end. */
  @SuppressWarnings("ByteBufferBackingArray") // wraps an array of its own
  public void removeFirst() {
    Chunk gone = first;
    if (gone == null) {
      end = null;
      return;
    }
    first = gone.next;
    if (first == null) {
      last = null; // or an empty line would keep the memory that it has given back
    }
    cost -= gone.cost();
    entered -= gone.size;
    budget.give(gone.cost());
    budget.release(gone.bytes.array());
  }

  /** Drops all that is held, and waits for room no more. */
  public void clear() {
    while (!isEmpty()) {
      removeFirst();
    }
    stopWaiting();
  }
}
