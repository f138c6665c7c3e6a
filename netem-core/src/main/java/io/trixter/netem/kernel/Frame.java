package io.trixter.netem.kernel;

import java.nio.ByteBuffer;

/**
 * One rule's place in a {@link RuleChain} and the operation that it is carrying out there. Confined
 * to the chain's driver.
 */
final class Frame {
  /** Stands for the caller: lets everything pass. */
  static final Rule CALLER =
      new Rule() {
        @Override
        public boolean isOff() {
          return true;
        }
      };

  private static final Runnable UNCOUNTED = () -> {};
  private static final long BURST_GAP_NANOS = 1_000_000;

  final Rule rule;
  private final Runnable onStrike;
  Frame inner;
  Frame outer;
  boolean added; // during an operation that may be passing its place
  boolean removed; // lets everything pass, and leaves the chain when it holds nothing

  Op op; // null while it has none
  long left; // bytes of the operation that have not moved
  long granted; // bytes that the next frame in, or the wire, may move
  long moved; // of a write: since the rule granted them; of a read: emitted into the caller's room
  boolean acted; // has let something pass
  boolean flushes; // once what is granted has moved
  boolean flushing;
  Frame resume; // had control when this frame was added
  ByteBuffer emission; // bytes of the rule's own, on their way
  private boolean silent; // was off when the operation began
  private boolean owed; // the rule has granted bytes and not heard how many moved
  private boolean struck;

  boolean holding; // what was read, from the caller
  long result; // of the read
  private long begunAt;
  private boolean more; // was to be had after the read before: the burst goes on
  private boolean filled; // by the read before
  private boolean sameBurst;
  private ByteBuffer kept; // was held when its reader gave up
  private boolean keptOfBurst;

  boolean ended; // of the caller: the stream has

  Frame(Rule rule, Runnable onStrike) {
    this.rule = rule;
    this.onStrike = onStrike == null ? UNCOUNTED : onStrike;
  }

  /** Whether it has bytes for an operation to come. */
  boolean holdsBytes() {
    return emission != null || kept != null;
  }

  /** Whether an operation that begins now passes it unchanged. */
  boolean passes() {
    return (removed || rule.isOff()) && !holdsBytes() && !ended;
  }

  /** Whether the rule has no say in the operation. */
  boolean isSilent() {
    return removed || silent;
  }

  boolean isReading() {
    return op == Op.READ || op == Op.SKIP;
  }

  void begin(Op operation, long bytes, long now) {
    op = operation;
    left = bytes;
    granted = 0;
    moved = 0;
    acted = false;
    flushes = false;
    flushing = false;
    resume = null;
    owed = false;
    struck = false;
    holding = false;
    added = false;
    begunAt = now;
    silent = removed || rule.isOff();
    if (!silent && kept == null) {
      rule.begin(operation);
    }
  }

  /** Begins a read that is under way further in: what comes of it passes here. */
  void beginReading(Op operation, long bytes, long now) {
    begin(operation, bytes, now);
    acted = true;
    granted = bytes;
  }

  /** Counts the operation, once, as one that the fault changed. */
  void strike() {
    if (!struck) {
      struck = true;
      onStrike.run();
    }
  }

  /** Returns the next frame out that has an operation: the one that this one's is for. */
  Frame parent() {
    Frame frame = outer;
    while (frame.op == null) {
      frame = frame.outer;
    }
    return frame;
  }

  /** Ends the operations further in, where they are. */
  void cutInside(long now) {
    resume = null;
    for (Frame each = inner; each != null; each = each.inner) {
      each.cut(now);
    }
  }

  /** Ends the operation where it is. What is left of an emission precedes the next one. */
  void cut(long now) {
    settle(now);
    op = null;
  }

  // writing

  /** Lets {@code bytes} of the operation pass, which the rule will be told of. */
  void grant(long bytes) {
    acted = true;
    if (!isSilent()) {
      owed = true;
      moved = 0;
    }
    if (bytes < left) {
      strike();
    }
  }

  /** Tells the rule how much of what it granted has moved, if it has not heard. */
  void settle(long now) {
    if (owed) {
      owed = false;
      rule.after(op, moved, false, now);
    }
  }

  /** Counts bytes that have moved for it and for those that it moves them for. */
  void count(long bytes) {
    for (Frame frame = this; frame != null; frame = frame.outer) {
      if (frame.op != null) {
        if (frame.emission != null) {
          return;
        }
        frame.left -= bytes;
        frame.moved += bytes;
      }
    }
  }

  /**
   * Drops bytes of the operation. Those of a rule that emits are dropped here.
   *
   * @return whether they are the caller's, so that the driver has to
   */
  boolean drop(long bytes, long now) {
    if (isReading()) {
      throw new IllegalStateException("what is read is not dropped");
    }
    cutInside(now);
    acted = true;
    count(bytes);
    Frame emitting = emitting();
    if (emitting != null) {
      emitting.emission.position(emitting.emission.position() + (int) bytes);
    }
    return emitting == null;
  }

  /** Goes on as the end of the stream. */
  void beginEnd() {
    op = Op.SHUTDOWN;
    left = 0;
    acted = true;
  }

  /** Returns the rule that emits what is moved here: this, or one further out; null if none. */
  Frame emitting() {
    Frame frame = this;
    while (frame != null && (frame.op == null || frame.emission == null)) {
      frame = frame.outer;
    }
    return frame;
  }

  // reading

  /** Takes what came of the operation, for as long as the rule says. */
  void hold(long bytes, long readable, long now) {
    if (readable >= 0) {
      sameBurst = more;
      more = bytes > 0 && readable > 0;
    } else {
      sameBurst = filled && now - begunAt <= BURST_GAP_NANOS;
      filled = bytes > 0 && bytes == granted;
    }
    result = bytes;
    holding = true;
  }

  /** How long what was read is held yet, in nanoseconds. */
  long held(long now) {
    return isSilent() ? 0 : rule.after(op, result, sameBurst, now);
  }

  /** The bytes that a read gets here; null where they come from further in. */
  ByteBuffer ownBytes() {
    return kept != null ? kept : emission;
  }

  /** Hears that {@code bytes} of its own bytes were read. */
  void ownBytesRead(long bytes) {
    if (kept == null) {
      emission = rest(emission);
      acted = true;
      left -= bytes;
      moved += bytes;
      return;
    }
    kept = rest(kept);
    sameBurst = keptOfBurst;
    keptOfBurst = true;
    result = bytes;
    holding = true;
  }

  /** Returns {@code bytes} if any remain. */
  static ByteBuffer rest(ByteBuffer bytes) {
    return bytes.hasRemaining() ? bytes : null;
  }

  /** Keeps what was held from a reader that gave up, before what is kept already. */
  void keep(ByteBuffer bytes) {
    keptOfBurst = sameBurst;
    if (kept == null) {
      kept = rest(bytes);
      return;
    }
    ByteBuffer both = ByteBuffer.allocate(bytes.remaining() + kept.remaining());
    kept = both.put(bytes).put(kept).flip();
  }

  /** How many of the bytes that came further in could be read from here without waiting. */
  long ready(long came, long now) {
    if (kept != null) {
      boolean waits = !removed && rule.after(Op.READ, kept.remaining(), keptOfBurst, now) > 0;
      return waits ? 0 : kept.remaining();
    }
    if (emission != null) {
      return emission.remaining();
    }
    return passes() ? came : rule.ready(came, more, now);
  }
}
