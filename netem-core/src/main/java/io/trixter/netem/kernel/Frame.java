package io.trixter.netem.kernel;

import java.nio.ByteBuffer;

/**
 * One rule's place in a {@link RuleChain} and the operation that it is carrying out there. Confined
 * to the chain's driver.
 */
final class Frame {
  private static final Runnable UNCOUNTED = () -> {};

  final Rule rule; // null for the caller's frame
  final Runnable onStrike;
  Frame inner;
  Frame outer;
  boolean added; // during an operation that is passing its place
  boolean removed; // passes everything on, and leaves the chain when it holds nothing

  Op op; // null while it has none
  long left; // bytes of the operation that have not been moved
  long moved; // bytes of it that have been moved, and that the outer frame does not know of
  long granted; // what the operation of the next frame in may move
  boolean acted; // has let something pass
  boolean flushes; // once what is granted has moved
  boolean flushing;
  boolean struck;
  Frame resume; // who had control when this frame was added
  ByteBuffer emission; // bytes of the rule's own that are being written

  long begunAt;
  boolean holding; // what was read, from the caller
  long result; // of the read
  boolean more; // was to be had after the read before: the burst goes on
  boolean filled; // by the read before
  boolean sameBurst;
  ByteBuffer kept; // was held when its reader gave up
  boolean keptOfBurst;

  Frame(Rule rule, Runnable onStrike) {
    this.rule = rule;
    this.onStrike = onStrike == null ? UNCOUNTED : onStrike;
  }

  /** Whether it would let an operation pass without a word. */
  boolean passes() {
    return (removed || rule == null || rule.isOff()) && emission == null && kept == null;
  }

  void begin(Op operation, long bytes, long now) {
    op = operation;
    left = bytes;
    moved = 0;
    granted = 0;
    acted = false;
    flushes = false;
    flushing = false;
    struck = false;
    holding = false;
    resume = null;
    added = false;
    begunAt = now;
    if (rule != null && !removed && kept == null) {
      rule.begin(operation);
    }
  }

  /** Counts the operation, once, as one that the fault changed. */
  void strike() {
    if (!struck) {
      struck = true;
      onStrike.run();
    }
  }

  /** What the next frame in was given has moved in part or whole. */
  void settle(long bytes, long now) {
    if (rule != null && emission == null && !flushing) {
      rule.after(op, bytes, false, now);
    }
    granted = 0;
    left -= bytes;
    moved += bytes;
  }

  /** How long what was read is held yet, in nanoseconds. */
  long held(long now) {
    return removed || rule == null ? 0 : rule.after(op, result, sameBurst, now);
  }

  /** How many of the bytes that came below could be read from here without waiting. */
  long ready(long came, long now) {
    if (kept != null) {
      boolean held = !removed && rule != null && rule.after(Op.READ, kept.remaining(), keptOfBurst, now) > 0;
      return held ? 0 : kept.remaining();
    }
    return passes() ? came : rule.ready(came, more, now);
  }
}
