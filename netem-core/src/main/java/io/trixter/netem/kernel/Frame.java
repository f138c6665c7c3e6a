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
  static final long UNSET = -1;

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
  boolean replaces; // the emission does, as many bytes of the operation
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
  long position = UNSET; // bytes that have come here

  Frame(Rule rule, Runnable onStrike) {
    this.rule = rule;
    this.onStrike = onStrike == null ? UNCOUNTED : onStrike;
    if (rule != CALLER) {
      rule.frame = this;
    }
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

  /**
   * Ends the operation where it is. What is left of an emission precedes the next one, unless it
   * replaces bytes of this one.
   */
  void cut(long now) {
    endReplacing();
    settle(now);
    op = null;
  }

  /** Asks the rule, if it has a say, which may look at what it is asked about. */
  void before(long now, Step step, CallersBytes bytes) {
    if (isSilent()) {
      step.move(left);
      return;
    }
    step.show(this, bytes);
    try {
      rule.before(op, left, now, step);
    } finally {
      step.hide();
    }
  }

  /**
   * Returns how many bytes the rule's answer is about; one that moved none would be asked again.
   */
  long answered(Step step) {
    if (step.bytes() == 0 && left > 0) {
      String name = rule.getClass().getName();
      throw new IllegalStateException(name + " moves 0 bytes where a " + op + " wants " + left);
    }
    return Math.min(step.bytes(), left);
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

  /** Lets {@code bytes} pass, before those of the operation or {@code instead} of as many. */
  void emit(ByteBuffer bytes, boolean instead) {
    if (instead) {
      if (op != Op.WRITE || !bytes.hasRemaining() || bytes.remaining() > left) {
        throw new IllegalStateException(
            "replaces " + bytes.remaining() + " bytes where a " + op + " wants " + left);
      }
      grant(bytes.remaining());
    }
    emission = bytes;
    replaces = instead;
  }

  /** Forgets what has not passed of the bytes that replace others. */
  void endReplacing() {
    if (replaces) {
      replaces = false;
      emission = null;
    }
  }

  /**
   * Counts bytes that have passed for it and for those that it moves them for, and takes them from
   * the emissions further out that they come from.
   *
   * @param taken whether they are taken already from where the wire gets them
   * @return whether they are the caller's and yet to be taken
   */
  boolean count(long bytes, boolean taken) {
    boolean isTaken = taken;
    for (Frame frame = this; frame != null; frame = frame.outer) {
      if (frame.op != null) {
        if (frame.emission != null) {
          int passed = isTaken ? 0 : (int) bytes;
          frame.emission.position(frame.emission.position() + passed);
          if (!frame.replaces) {
            return false;
          }
          isTaken = false;
        }
        frame.left -= bytes;
        frame.moved += bytes;
      }
    }
    return !isTaken;
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
    return count(bytes, false);
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

  /** Shows the rule what came, if it looks at what is read. */
  void look(CallersBytes bytes) {
    if (result > 0 && op == Op.READ && rule.looks && !isSilent() && bytes != null) {
      bytes.show(rule);
    }
  }

  /** Whether what was read is held yet; {@code step} then says for how long. */
  boolean holds(long now, Step step) {
    long nanos = isSilent() ? 0 : rule.after(op, result, sameBurst, now);
    holding = isHold(nanos);
    if (holding) {
      strike();
    }
    if (nanos == Rule.UNTIL_SET) {
      step.awaitKnob();
    } else if (holding) {
      step.await(nanos);
    }
    return holding;
  }

  private static boolean isHold(long answer) {
    return answer > 0 || answer == Rule.UNTIL_SET;
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
      long hold = removed ? 0 : rule.after(Op.READ, kept.remaining(), keptOfBurst, now);
      return isHold(hold) ? 0 : kept.remaining();
    }
    if (emission != null) {
      return emission.remaining();
    }
    return passes() ? came : rule.ready(came, more, now);
  }
}
