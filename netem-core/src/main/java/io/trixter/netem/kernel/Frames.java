package io.trixter.netem.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The frames of a {@link RuleChain}, as a list that is edited while operations pass it. {@link
 * #areOff} may be called by any thread; the rest is confined to the chain's driver.
 */
final class Frames {
  private static final long UNKNOWN = -1;

  private final Frame caller; // the outermost
  private volatile Frame[] linked; // the first is nearest the wire
  private volatile long offAt = UNKNOWN;

  Frames(Frame caller) {
    this.caller = caller;
    linked = new Frame[] {caller};
  }

  /** Whether all pass; asks them only when something may have switched one on. */
  boolean areOff() {
    long count = ModificationCount.get();
    if (count == offAt) {
      return true;
    }
    for (Frame frame : linked) {
      if (!frame.passes()) {
        return false;
      }
    }
    offAt = count;
    return true;
  }

  /** Forgets the operations of all frames, and the removed ones that hold nothing. */
  void reset(Frame ending) {
    boolean stale = false;
    for (Frame frame : linked) {
      frame.op = null;
      frame.added = false;
      stale |= frame.removed && !isNeeded(frame, ending);
    }
    if (stale) {
      List<Frame> kept = new ArrayList<>(List.of(linked));
      kept.removeIf(frame -> frame.removed && !isNeeded(frame, ending));
      link(kept);
    }
  }

  private static boolean isNeeded(Frame frame, Frame ending) {
    return frame.op != null || frame.holdsBytes() || frame == ending;
  }

  /**
   * Makes the list consist of {@code entries}. Where others may ask {@link #areOff} already, {@link
   * ModificationCount} is to be incremented afterwards, so that an answer of the old ones is not
   * remembered.
   *
   * @param busy whether an operation is under way, which added rules join
   */
  void edit(List<RuleChain.Entry> entries, boolean busy, Frame ending) {
    List<Frame> edited = new ArrayList<>();
    Frame[] old = linked;
    int next = 0;
    for (RuleChain.Entry entry : entries) {
      int place = find(entry.rule(), next);
      if (place < 0) {
        Frame frame = new Frame(entry.rule(), entry.onStrike());
        frame.added = busy;
        edited.add(frame);
      } else {
        remove(next, place, edited, ending);
        old[place].removed = false;
        edited.add(old[place]);
        next = place + 1;
      }
    }
    remove(next, old.length - 1, edited, ending);
    edited.add(caller);
    link(edited);
  }

  /** The frame nearest the wire. */
  Frame first() {
    return linked[0];
  }

  private int find(Rule rule, int from) {
    for (int i = from; i < linked.length; i++) {
      if (linked[i].rule == rule) {
        return i;
      }
    }
    return -1;
  }

  /** Removes rules from the list; those that hold something stay until they do not. */
  private void remove(int from, int to, List<Frame> edited, Frame ending) {
    for (int i = from; i < to; i++) {
      linked[i].removed = true;
      if (isNeeded(linked[i], ending)) {
        edited.add(linked[i]);
      }
    }
  }

  private void link(List<Frame> frames) {
    Frame inner = null;
    for (Frame frame : frames) {
      frame.inner = inner;
      if (inner != null) {
        inner.outer = frame;
      }
      inner = frame;
    }
    linked = frames.toArray(Frame[]::new);
  }

  /**
   * Lets rules that were added join the operation that is passing their places.
   *
   * @param at who has control
   * @return who has control now
   */
  Frame join(Frame at, Frame ending, long now) {
    Frame control = at;
    Frame child = null;
    for (Frame frame : linked) {
      boolean joins = frame.added && child != null && !frame.passes();
      frame.added = false;
      if (joins && child.isReading()) {
        frame.beginReading(child.op, child.left, now);
      } else if (joins && (child.op == Op.WRITE ? child.left > 0 : !control.acted)) {
        frame.begin(child.op, child.left, now);
        frame.resume = control;
        control = frame;
      }
      if (frame.op != null && (child != null || frame == at)) {
        child = frame;
      }
      if (frame == ending) {
        break; // what is further out is dropped
      }
    }
    return control;
  }

  /** Lets rules that were added while the wire read join; returns the one nearest the wire. */
  Frame joinRead(Frame above, long now) {
    Frame first = above;
    for (Frame frame = above.inner; frame != null; frame = frame.inner) {
      if (frame.added && !frame.passes()) {
        frame.beginReading(above.op, above.granted, now);
        first = frame;
      }
      frame.added = false;
    }
    return first;
  }

  /** How long until one of the rules is to be asked though nothing moves, in nanoseconds. */
  long dueIn(long now) {
    long nanos = Rule.NEVER;
    for (Frame frame : linked) {
      if (!frame.removed && !frame.rule.isOff()) {
        nanos = Math.min(nanos, frame.rule.dueIn(now));
      }
    }
    return nanos;
  }

  /** How many of {@code came} bytes could be read by {@code reader} without waiting. */
  long ready(long came, Frame reader, long now) {
    long ready = came;
    for (Frame frame = linked[0]; frame != reader; frame = frame.outer) {
      ready = frame.ready(ready, now);
    }
    return ready;
  }
}
