package io.trixter.netem.kernel;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A list of rules that is asked as one, for one direction of one connection. The first is nearest
 * the wire. What an outer rule lets move is an operation of its own for the next one in, so that
 * each slice of a slicer passes a throttle as a write of its own. What a rule emits passes the
 * inner ones as a write too. What was read passes the outer ones on its way to the caller. A rule
 * that is off when an operation reaches it takes no part in that operation.
 *
 * <p>The driver of a connection calls, for each operation of its caller, {@link #begin} once and
 * then {@link #next} until it returns false, each time doing what the step says. {@code MOVE}:
 * carries out {@link #op()} with at most so many of the caller's bytes, then calls {@link #moved}.
 * {@code EMIT}: writes of the step's data what it can, or of a read, puts it into the caller's
 * room; then calls {@link #moved}. {@code DROP}: skips so many of the caller's bytes. {@code WAIT}:
 * waits, but asks at once when {@link #waitingFor()} is set or the chain has been edited. {@code
 * END}, {@code FAIL}: ends what the chain stands around. Operations after an end are dropped here.
 *
 * <p>{@link #edit} is allowed between any two of these calls. The rest of an operation that is
 * passing the place of an added rule is a new operation for that rule. The other rules go on
 * undisturbed, unless the added one cuts the rest, emits or drops: this ends the operations of the
 * rules further in and begins new ones. A removed rule lets the rest pass, and what it held goes on
 * to the next.
 *
 * <p>No I/O, no threads, no clock. {@link #isOff} may be called by any thread; the other calls are
 * the driver's, one at a time.
 */
public final class RuleChain {
  /**
   * A rule of a chain.
   *
   * @param rule decides
   * @param onStrike runs once for each operation that the rule changes; null for nothing
   */
  public record Entry(Rule rule, Runnable onStrike) {}

  private final Frame caller = new Frame(Frame.CALLER, null); // the outermost
  private final Frames frames = new Frames(caller);
  private final Positions positions = new Positions(frames);
  private final boolean flushing; // whether the wire is to flush behind a move that says so
  private boolean edited; // since control was last given
  private boolean done = true;
  private Frame at = caller; // who has control; null while the wire has
  private final Wire wire = new Wire(caller);
  private long readable = -1; // at the wire after the last read; -1 if unknown
  private CallersBytes callers; // null while the driver shows none
  private long replaced; // bytes of the caller's, which the driver has to skip
  private Frame failed;
  private Frame ending; // where the stream of what is written ends; null while it does not
  private boolean resets;

  /**
   * A chain of {@code entries}.
   *
   * @param flushing whether a flush that follows a move is passed on, as an operation of its own
   */
  public RuleChain(List<Entry> entries, boolean flushing) {
    this.flushing = flushing;
    frames.edit(entries, false, null);
    positions.place();
  }

  /** Returns the count of what has passed its rules. */
  public Positions positions() {
    return positions;
  }

  /** Sets where the rules that look at bytes find them. To be called before the first operation. */
  public void show(CallersBytes bytes) {
    callers = bytes;
  }

  /** Whether the chain changes nothing now and holds nothing. One check; any thread. */
  public boolean isOff() {
    return frames.areOff();
  }

  /** Makes the chain consist of {@code entries}; a rule that stays keeps its place in the order. */
  public void edit(List<Entry> entries) {
    frames.edit(entries, !done, ending);
    positions.place();
    edited = true;
    ModificationCount.increment();
  }

  /** Begins an operation of the caller; {@code wanted} bytes are to be moved, or there is room. */
  public void begin(Op op, long wanted, long now) {
    if (!done) {
      giveUp(null, now);
    }
    frames.reset(ending);
    done = false;
    caller.begin(op, wanted, now);
    positions.begin(caller.isReading());
    at = caller;
  }

  /** The operation that the wire is to carry out, of a step that moves. */
  public Op op() {
    return wire.op;
  }

  /** The knob whose setting ends the wait early; null where none does. Of a step that waits. */
  public Knob waitingFor() {
    return at == null ? null : at.rule.knob();
  }

  /** The kill switch by which the chain failed; null where it has none. */
  public KillSwitch killSwitch() {
    return failed == null ? null : failed.rule.killSwitch();
  }

  /** How many bytes the ended operation has moved; -1 for the end of the stream. */
  public long result() {
    return caller.isReading() ? caller.result : caller.moved;
  }

  /** Whether a rule has ended the stream. */
  public boolean hasEnded() {
    return caller.ended;
  }

  /** Says what is to happen next; returns false once the operation is done. */
  public boolean next(long now, Step step) {
    wire.takeBack();
    if (replaced > 0) {
      step.drop(replaced);
      replaced = 0;
      return true;
    }
    if (edited && at != null) {
      edited = false;
      at = frames.join(at, ending, now);
    }
    while (!done) {
      if (at == null) {
        showWire(step);
        return true;
      }
      boolean held = at.holding;
      if (held ? at.holds(now, step) : ask(at, now, step)) {
        return true;
      } else if (held) {
        ascend(at, at.result, now);
      }
    }
    return false;
  }

  /** Returns whether {@code step} is for the driver. */
  private boolean ask(Frame frame, long now, Step step) {
    if (frame == caller && (caller.ended || ending != null)) {
      return dropRest(now, step);
    } else if (frame.acted && frame.left == 0) {
      ascend(frame, frame.moved, now);
      return false;
    } else if (frame.isReading() && frame.ownBytes() != null) {
      frame.granted = frame.left;
      wire.give(frame, frame.op);
      at = null;
      return false;
    } else if (frame.emission != null) {
      descend(frame, Op.WRITE, frame.emission.remaining(), now);
      return false;
    }
    frame.before(now, step, callers);
    if (step.kind() != Step.Kind.MOVE) {
      frame.strike();
      return act(frame, now, step);
    }
    long bytes = frame.answered(step);
    if (!frame.isReading()) {
      moveWritten(frame, bytes, step.flush(), now);
    } else if (frame.moved > 0) { // a read for which bytes were emitted has enough
      ascend(frame, frame.moved, now);
    } else {
      frame.acted = true;
      descend(frame, frame.op, bytes, now);
    }
    return false;
  }

  private boolean act(Frame frame, long now, Step step) {
    return switch (step.kind()) {
      case WAIT -> true;
      case EMIT, REPLACE -> {
        frame.cutInside(now);
        frame.emit(step.data(), step.kind() == Step.Kind.REPLACE);
        yield false;
      }
      case DROP -> {
        long bytes = frame.answered(step);
        step.drop(bytes);
        positions.left(frame, bytes);
        yield frame.drop(bytes, now) && bytes > 0;
      }
      case END -> frame.isReading() ? endReading(frame, now) : end(frame, now, step);
      default -> {
        failed = frame;
        caller.cutInside(now);
        done = true;
        yield true;
      }
    };
  }

  /** Gives an operation of {@code bytes} bytes of {@code parent} to the next rule in. */
  private void descend(Frame parent, Op op, long bytes, long now) {
    parent.granted = bytes;
    for (Frame frame = parent.inner; frame != null; frame = frame.inner) {
      if (!frame.passes()) {
        frame.begin(op, bytes, now);
        at = frame;
        return;
      }
    }
    wire.give(parent, op);
    at = null;
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
    wire.takeBack();
    readable = more;
    Frame above = wire.above;
    at = above;
    if (!above.isReading()) {
      positions.written(bytes);
      replaced = above.count(bytes, true) ? bytes : 0;
      written(above, now);
    } else if (above.ownBytes() != null) {
      above.ownBytesRead(bytes);
    } else {
      at = frames.joinRead(above, now);
      came(frames.first(), bytes, now);
    }
  }

  /** The operation of {@code frame} is over: gives control to the next one out. */
  private void ascend(Frame frame, long bytes, long now) {
    if (frame == caller) {
      caller.result = bytes;
      done = true;
      return;
    }
    boolean reading = frame.isReading();
    at = frame.parent();
    frame.op = null;
    if (reading) {
      came(frame.outer, bytes, now);
      return;
    }
    if (frame == ending) { // a rule further in has dropped the end
      markEnded();
    }
    written(at, now);
  }

  private void moveWritten(Frame frame, long bytes, boolean flush, long now) {
    frame.grant(bytes);
    frame.flushes = flush && flushing;
    if (frame.resume != null && bytes == frame.left) {
      at = frame.resume;
      frame.resume = null;
      return;
    }
    frame.cutInside(now);
    if (bytes == 0 && frame.op == Op.WRITE && frame != caller) {
      written(frame, now);
    } else {
      descend(frame, frame.op, bytes, now);
    }
  }

  /** What {@code frame} handed on has been carried out, or a part of it. */
  private void written(Frame frame, long now) {
    frame.endReplacing();
    if (frame.emission != null) {
      frame.emission = Frame.rest(frame.emission);
    } else if (frame.flushing) {
      frame.flushing = false;
    } else {
      frame.settle(now);
      if (frame.flushes) {
        frame.flushes = false;
        frame.flushing = true;
        descend(frame, Op.FLUSH, 0, now);
      }
    }
  }

  /** Ends the stream at {@code frame}: behind what has passed there, before what has not. */
  private boolean end(Frame frame, long now, Step step) {
    for (Frame each = frame; each != caller; each = each.outer) {
      each.emission = null;
      each.cut(now);
    }
    ending = frame;
    resets = step.reset();
    descendEnd(now);
    return false;
  }

  private void descendEnd(long now) {
    ending.cutInside(now);
    ending.beginEnd();
    descend(ending, Op.SHUTDOWN, 0, now);
  }

  /** Ends what is read; what was emitted comes first, and the rule then says so again. */
  private boolean endReading(Frame frame, long now) {
    if (frame.moved > 0) {
      ascend(frame, frame.moved, now);
      return false;
    }
    markEnded();
    return true;
  }

  private void markEnded() {
    caller.ended = true;
    caller.result = -1;
    at = caller;
    ModificationCount.increment();
  }

  private void showWire(Step step) {
    wire.show(step);
    if (ending != null && wire.op == Op.SHUTDOWN) {
      markEnded();
      step.end(resets);
    }
  }

  /** What the caller does after an end. */
  private boolean dropRest(long now, Step step) {
    if (!caller.ended) { // the operation that it was to follow was given up
      descendEnd(now);
      return false;
    }
    long rest = caller.isReading() ? 0 : caller.left;
    if (rest > 0) {
      caller.count(rest, false);
      step.drop(rest);
      return true;
    }
    done = true;
    return false;
  }

  /** Bytes that were read have come to the frame that has control, past those {@code from} on. */
  private void came(Frame from, long bytes, long now) {
    at.hold(bytes, readable >= 0 && at != caller ? frames.ready(readable, at, now) : -1, now);
    at.look(callers);
    positions.came(from, at, bytes);
  }

  /** As {@link Rule#dueIn} of whichever rule is due first; never once the stream has ended. */
  public long dueIn(long now) {
    return caller.ended || ending != null ? Rule.NEVER : frames.dueIn(now);
  }

  /** How many of {@code came} bytes that have come could be read now, without waiting. */
  public long ready(long came, long now) {
    positions.settle();
    return caller.ended ? 0 : caller.ready(frames.ready(came, caller, now), now);
  }

  /**
   * The operation is given up: forgets it. What was read for it and is held meets the next read;
   * what is left of an emission precedes the next operation that comes to its place.
   *
   * @param held the bytes that were read, in a buffer that is the chain's from now on; null where
   *     none were
   */
  public void giveUp(ByteBuffer held, long now) {
    wire.takeBack();
    replaced = 0;
    if (held != null) {
      (at == null ? wire.above : at).keep(held);
    }
    caller.cutInside(now);
    done = true;
    if (held != null || !caller.isReading()) {
      ModificationCount.increment(); // the chain may hold something that it did not before
    }
  }
}
