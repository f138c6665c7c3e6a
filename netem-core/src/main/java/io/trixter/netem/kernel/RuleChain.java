package io.trixter.netem.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of rules that is asked as one, for one direction of one connection. The first is nearest
 * the wire. What an outer rule lets move is an operation of its own for the next one in, so that
 * each slice of a slicer passes a throttle as a write of its own; what a rule emits passes the
 * inner ones as a write too; what was read passes the outer ones on its way to the caller. A rule
 * that is off when an operation reaches it takes no part in that operation.
 *
 * <p>The driver of a connection calls, for each operation of its caller, {@link #begin} once and
 * then {@link #next} until that says that all is done, each time doing what the step says: {@code
 * MOVE} at most so many of the caller's bytes, as {@link #op()}, or {@code EMIT}
 * what the step's data has remaining, both followed by {@link #moved}; {@code DROP} so many of the
 * caller's bytes; {@code WAIT} and ask again, at once when {@link #waitingFor()} is set or the
 * chain has been edited; {@code END} or {@code FAIL} what the chain stands around.
 *
 * <p>{@link #edit} is allowed between any two of these calls. The rest of an operation that is
 * passing the place of an added rule is a new operation for that rule; the other rules go on
 * undisturbed, unless the added one cuts it, which ends the operations of the rules further in and
 * begins new ones. A removed rule lets the rest pass and what it held goes on to the next.
 *
 * <p>No I/O, no threads, no clock; calls but {@link #isOff} are the driver's, one at a time.
 */
public final class RuleChain {
  private static final long BURST_GAP_NANOS = 1_000_000;
  private static final long UNKNOWN = -1;

  /**
   * A rule of a chain.
   *
   * @param rule decides
   * @param onStrike runs once for each operation that the rule changes; null for nothing
   */
  public record Entry(Rule rule, Runnable onStrike) {}

  private final Frame caller = new Frame(null, null); // the outermost frame: stands for the caller
  private final boolean flushing; // whether a flush behind a move means anything to the wire
  private Frame first; // nearest the wire
  private volatile Frame[] frames; // as linked, for those who only ask whether all are off
  private volatile long offAt = UNKNOWN;
  private Frame at; // who has control; null while the wire has
  private Frame above; // the frame whose bytes the wire has
  private Op wireOp;
  private boolean done = true;
  private boolean ended;
  private boolean ending;
  private boolean endsWithReset;
  private Frame failed;
  private int limit; // of the emission that the wire has been shown a part of
  private ByteBuffer shown;
  private long readable = UNKNOWN;

  /**
   * A chain of {@code entries}.
   *
   * @param flushing whether a flush that follows a move is passed on, as an operation of its own
   */
  public RuleChain(List<Entry> entries, boolean flushing) {
    this.flushing = flushing;
    edit(entries);
  }

  /** Whether the chain changes nothing now and holds nothing. One check; any thread. */
  public boolean isOff() {
    long count = ModificationCount.get();
    if (count == offAt) {
      return true;
    }
    for (Frame frame : frames) {
      if (!frame.passes()) {
        return false;
      }
    }
    offAt = count;
    return true;
  }

  /** Begins an operation of the caller; {@code wanted} bytes are to be moved, or there is room. */
  public void begin(Op op, long wanted, long now) {
    for (Frame frame = first; frame != caller; frame = frame.outer) {
      frame.op = null;
    }
    done = false;
    caller.begin(op, wanted, now);
    at = caller;
  }

  /** The operation that the wire is to carry out, of a step that moves. */
  public Op op() {
    return wireOp;
  }

  /** The knob whose setting ends the wait early; null where none does. Of a step that waits. */
  public Knob waitingFor() {
    return at.rule.knob();
  }

  /** The kill switch by which the chain failed; null where it has none. */
  public KillSwitch killSwitch() {
    return failed.rule.killSwitch();
  }

  /** How many bytes the ended operation has moved; -1 for the end of the stream. */
  public long result() {
    return caller.op == Op.READ || caller.op == Op.SKIP ? caller.result : caller.moved;
  }

  /** Whether a rule has ended the stream. */
  public boolean hasEnded() {
    return ended;
  }

  /**
   * Says what is to happen next.
   *
   * @return whether anything is; false once the operation is done
   */
  public boolean next(long now, Step step) {
    joinAdded(now);
    while (!done) {
      if (at == null) {
        showWire(step);
        return true;
      }
      if (at == caller) {
        askCaller(now);
      } else if (at.holding) {
        long held = at.held(now);
        if (held > 0) {
          at.strike();
          step.await(held);
          return true;
        }
        at.holding = false;
        readable = readable < 0 ? readable : at.ready(readable, now);
        returnRead(at, at.result, now);
      } else if (at.op == Op.READ || at.op == Op.SKIP) {
        if (askReading(at, now, step)) {
          return true;
        }
      } else if (askWriting(at, now, step)) {
        return true;
      }
    }
    return false;
  }

  private void askCaller(long now) {
    if (caller.kept != null && caller.op != Op.SHUTDOWN) {
      above = caller;
      at = null;
    } else {
      caller.acted = true;
      descend(caller, caller.op, caller.left, now);
    }
  }

  /** Hands an operation of {@code bytes} bytes of {@code parent} to the next rule in. */
  private void descend(Frame parent, Op op, long bytes, long now) {
    parent.granted = bytes;
    for (Frame frame = parent.inner; frame != null; frame = frame.inner) {
      if (!frame.passes()) {
        frame.begin(op, bytes, now);
        at = frame;
        return;
      }
    }
    above = parent;
    wireOp = op;
    at = null;
  }

  private void showWire(Step step) {
    if (ending && source() == null) {
      ended = true;
      done = true;
      step.end(endsWithReset);
      return;
    }
    ByteBuffer source = above.kept != null ? above.kept : source();
    if (source == null) {
      step.move(above.granted);
    } else {
      long bytes = above.kept != null ? above.left : above.granted;
      shown = source;
      limit = source.limit();
      source.limit((int) Math.min(limit, source.position() + bytes));
      step.emit(source);
    }
  }

  /** Whose bytes the wire is to write: those of the nearest rule that emits, or the caller's. */
  private ByteBuffer source() {
    for (Frame frame = above; frame != null; frame = frame.outer) {
      if (frame.op != null && frame.emission != null) {
        return frame.emission;
      }
    }
    return null;
  }

  // writing

  private boolean askWriting(Frame frame, long now, Step step) {
    if (frame.emission != null) {
      descend(frame, Op.WRITE, frame.emission.remaining(), now);
      return false;
    }
    if (frame.acted && frame.left == 0) {
      returnWritten(frame, now);
      return false;
    }
    if (frame.removed) {
      step.move(frame.left);
    } else {
      frame.rule.before(frame.op, frame.left, now, step);
    }
    switch (step.kind()) {
      case MOVE -> move(frame, Math.min(step.bytes(), frame.left), step.flush(), now);
      case EMIT -> {
        frame.strike();
        cutShort(frame, now);
        frame.emission = step.data();
      }
      case DROP -> {
        frame.strike();
        cutShort(frame, now);
        return drop(frame, Math.min(step.bytes(), frame.left), step);
      }
      case END -> {
        frame.strike();
        cutShort(frame, now);
        for (Frame behind = frame; behind != null; behind = behind.outer) {
          behind.emission = null;
        }
        ending = true;
        endsWithReset = step.reset();
        descend(frame, Op.SHUTDOWN, 0, now);
      }
      case WAIT -> {
        frame.strike();
        return true;
      }
      default -> {
        fail(frame);
        return true;
      }
    }
    return false;
  }

  private void fail(Frame frame) {
    frame.strike();
    failed = frame;
    done = true;
  }

  private void move(Frame frame, long bytes, boolean flush, long now) {
    frame.acted = true;
    if (bytes < frame.left) {
      frame.strike();
    }
    frame.flushes = flush && flushing;
    if (frame.resume != null && bytes == frame.left) {
      at = frame.resume;
      frame.resume = null;
      frame.granted = bytes;
      return;
    }
    cutShort(frame, now);
    if (bytes == 0 && frame.op == Op.WRITE) {
      written(frame, 0, now);
    } else {
      descend(frame, frame.op, Math.min(bytes, frame.left), now);
    }
  }

  /** Where the bytes are a rule's own they are dropped here, where they are the caller's there. */
  private boolean drop(Frame frame, long bytes, Step step) {
    frame.acted = true;
    frame.left -= bytes;
    frame.moved += bytes;
    for (Frame emitting = frame.outer; emitting != null; emitting = emitting.outer) {
      if (emitting.op != null && emitting.emission != null) {
        emitting.emission.position(emitting.emission.position() + (int) bytes);
        return false;
      }
    }
    step.drop(bytes);
    return true;
  }

  /** The operation of {@code frame} has moved what it could: gives control to the next one out. */
  private void returnWritten(Frame frame, long now) {
    long moved = frame.moved;
    frame.op = null;
    purge(frame);
    written(parentOf(frame), moved, now);
  }

  /** What {@code frame} handed on has moved {@code bytes}. */
  private void written(Frame frame, long bytes, long now) {
    if (frame.emission != null) {
      frame.emission = frame.emission.hasRemaining() ? frame.emission : null;
      at = frame;
    } else if (frame.flushing) {
      frame.flushing = false;
      at = frame;
    } else {
      frame.settle(bytes, now);
      at = frame;
      if (frame.flushes) {
        frame.flushes = false;
        frame.flushing = true;
        descend(frame, Op.FLUSH, 0, now);
      } else if (frame == caller && (frame.left == 0 || ending)) {
        done = true;
      }
    }
  }

  private static Frame parentOf(Frame frame) {
    Frame parent = frame.outer;
    while (parent.op == null) {
      parent = parent.outer;
    }
    return parent;
  }

  /**
   * Ends the operations further in, which were under way when {@code frame} was added, with what
   * they have moved.
   */
  private void cutShort(Frame frame, long now) {
    if (frame.resume != null) {
      frame.resume = null;
      long bytes = cut(childOf(frame), now);
      frame.left -= bytes;
      frame.moved += bytes;
    }
  }

  private static long cut(Frame frame, long now) {
    Frame child = childOf(frame);
    if (child != null) {
      long bytes = cut(child, now);
      if (frame.emission == null && !frame.flushing) {
        frame.settle(bytes, now);
      }
    }
    frame.op = null;
    return frame.moved;
  }

  /** The next frame further in that has an operation; null if there is none. */
  private static Frame childOf(Frame frame) {
    Frame child = frame.inner;
    while (child != null && child.op == null) {
      child = child.inner;
    }
    return child;
  }

  // reading

  private boolean askReading(Frame frame, long now, Step step) {
    if (frame.kept != null) {
      above = frame;
      at = null;
      return false;
    }
    if (frame.acted && frame.left == 0) {
      returnRead(frame, frame.moved, now);
      return false;
    }
    if (frame.removed) {
      step.move(frame.left);
    } else {
      frame.rule.before(frame.op, frame.left, now, step);
    }
    switch (step.kind()) {
      case MOVE -> {
        if (frame.moved > 0 || (frame.left == 0 && frame.acted)) {
          returnRead(frame, frame.moved, now);
        } else {
          frame.acted = true;
          descend(frame, frame.op, Math.min(step.bytes(), frame.left), now);
        }
        return false;
      }
      case EMIT -> {
        frame.strike();
        frame.acted = true;
        above = frame;
        frame.emission = step.data();
        frame.granted = frame.left;
        at = null;
        return false;
      }
      case END -> {
        frame.strike();
        ended = true;
        done = true;
      }
      case WAIT -> frame.strike();
      case DROP -> throw new IllegalStateException("what is read is not dropped");
      default -> fail(frame);
    }
    return true;
  }

  /** {@code frame} gives what it read to the next one out, which may hold it. */
  private void returnRead(Frame frame, long bytes, long now) {
    frame.op = null;
    purge(frame);
    read(parentOf(frame), bytes, now);
  }

  private void read(Frame frame, long bytes, long now) {
    frame.result = bytes;
    if (frame == caller) {
      done = true;
      return;
    }
    if (readable >= 0) {
      frame.sameBurst = frame.more;
      frame.more = bytes > 0 && readable > 0;
    } else {
      frame.sameBurst = frame.filled && now - frame.begunAt <= BURST_GAP_NANOS;
      frame.filled = bytes > 0 && bytes == frame.granted;
    }
    frame.holding = true;
    at = frame;
  }

  /**
   * Hears that the wire has moved bytes, as the last step said; of emitted ones the position of the
   * step's data tells too.
   *
   * @param bytes how many; -1 for the end of the stream
   * @param more of a read: how many could be read now without waiting; -1 where nobody knows, and
   *     reads that follow each other within a millisecond are one burst
   */
  public void moved(long bytes, long more, long now) {
    Frame parent = above;
    readable = more;
    if (shown != null) {
      shown.limit(limit);
      shown = null;
    }
    boolean reading = parent.op == Op.READ || parent.op == Op.SKIP;
    if (!reading) {
      written(parent, bytes, now);
    } else if (parent.kept != null) {
      parent.kept = parent.kept.hasRemaining() ? parent.kept : null;
      parent.sameBurst = parent.keptOfBurst;
      parent.keptOfBurst = true;
      parent.result = bytes;
      parent.holding = parent != caller;
      done = parent == caller;
      at = parent;
    } else if (parent.emission != null) {
      parent.emission = null; // the rule has what is left of it
      parent.left -= bytes;
      parent.moved += bytes;
      at = parent;
    } else {
      read(parent, bytes, now);
    }
  }

  /**
   * The operation is given up: forgets it. What was read for it and is held meets the next read.
   *
   * @param held the bytes that were read, in a buffer that is the chain's from now on; null where
   *     none were
   */
  public void giveUp(ByteBuffer held, long now) {
    Frame holder = at;
    for (Frame frame = first; frame != caller; frame = frame.outer) {
      if (frame.op != null && held == null && frame.granted > 0 && frame.op == Op.WRITE) {
        frame.settle(0, now);
      }
      frame.op = null;
    }
    if (held != null && holder != null && holder.holding) {
      keep(holder, held);
      holder.keptOfBurst = holder.sameBurst;
      offAt = UNKNOWN; // this thread's own chain: nobody else asks meanwhile
    }
    done = true;
  }

  private static void keep(Frame frame, ByteBuffer bytes) {
    ByteBuffer behind = frame.kept;
    if (behind == null) {
      frame.kept = bytes;
      return;
    }
    ByteBuffer both = ByteBuffer.allocate(bytes.remaining() + behind.remaining());
    frame.kept = both.put(bytes).put(behind).flip();
  }

  /** How many of {@code came} bytes that have come could be read now, without waiting. */
  public long ready(long came, long now) {
    long ready = came;
    for (Frame frame = first; frame != caller; frame = frame.outer) {
      ready = frame.ready(ready, now);
    }
    return caller.kept != null ? caller.kept.remaining() : ready;
  }

  // editing

  /** Makes the chain consist of {@code entries}; a rule that stays keeps its place in the order. */
  public void edit(List<Entry> entries) {
    Frame inner = null;
    Frame old = first;
    Frame head = null;
    for (Entry entry : entries) {
      Frame kept = find(old, entry.rule());
      for (; kept != null && old != kept; old = old.outer) {
        inner = leave(inner, old);
        head = head == null ? inner : head;
      }
      Frame frame = kept != null ? kept : new Frame(entry.rule(), entry.onStrike());
      frame.added = kept == null && !done;
      old = kept != null ? kept.outer : old;
      inner = link(inner, frame);
      head = head == null ? inner : head;
    }
    for (; old != null && old != caller; old = old.outer) {
      inner = leave(inner, old);
      head = head == null ? inner : head;
    }
    link(inner, caller);
    first = head == null ? caller : head;
    publish();
  }

  private void publish() {
    List<Frame> linked = new ArrayList<>();
    for (Frame frame = first; frame != null; frame = frame == caller ? null : frame.outer) {
      linked.add(frame);
    }
    frames = linked.toArray(Frame[]::new);
    ModificationCount.increment(); // who asks the old ones meanwhile must not remember the answer
  }

  private Frame find(Frame from, Rule rule) {
    for (Frame frame = from; frame != null && frame != caller; frame = frame.outer) {
      if (frame.rule == rule && !frame.removed) {
        return frame;
      }
    }
    return null;
  }

  private static Frame link(Frame inner, Frame frame) {
    frame.inner = inner;
    if (inner != null) {
      inner.outer = frame;
    }
    return frame;
  }

  /** A removed rule stays until it holds nothing; until then it passes everything on. */
  private static Frame leave(Frame inner, Frame frame) {
    frame.removed = true;
    boolean holds = frame.op != null || frame.emission != null || frame.kept != null;
    return holds ? link(inner, frame) : inner;
  }

  private void purge(Frame frame) {
    if (!frame.removed || frame.emission != null || frame.kept != null) {
      return;
    }
    link(frame.inner, frame.outer);
    if (first == frame) {
      first = frame.outer;
    }
    publish();
  }

  /** Lets rules that were added meanwhile take part in the operation that passes their places. */
  private void joinAdded(long now) {
    if (done || at == null) {
      return;
    }
    boolean passing = false;
    Frame child = null;
    for (Frame frame = first; frame != caller; frame = frame.outer) {
      passing |= frame == at;
      if (frame.added && passing) {
        frame.added = false;
        join(frame, child, now);
      }
      frame.added = false;
      if (frame.op != null) {
        child = frame;
      }
    }
  }

  private void join(Frame frame, Frame child, long now) {
    boolean reading = child.op == Op.READ || child.op == Op.SKIP;
    if (reading) {
      frame.begin(child.op, child.left, now);
      frame.acted = true;
      frame.granted = child.left;
      return;
    }
    long progress = 0;
    for (Frame each = child; each.emission == null && !each.flushing && childOf(each) != null; ) {
      each = childOf(each);
      progress += each.moved;
    }
    long rest = child.left - progress;
    if (child.op == Op.WRITE && rest <= 0) {
      return;
    }
    frame.begin(child.op, rest, now);
    frame.moved = child.moved + progress;
    child.moved = -progress;
    frame.resume = at;
    at = frame;
  }
}
