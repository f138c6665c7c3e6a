package io.trixter.netem.kernel;

/**
 * How many bytes have come to each rule of a {@link RuleChain} since its connection opened.
 * Confined to the chain's driver.
 */
public final class Positions {
  private final Frames frames;
  private boolean replayed;
  private boolean reading; // bytes come from the wire
  private long atWire; // bytes of writes
  private long unasked; // bytes that have passed all rules, and are yet to be added

  Positions(Frames frames) {
    this.frames = frames;
  }

  /**
   * Counts bytes that have passed all rules without a question, between two operations. The driver
   * calls it for what it moves while the chain {@linkplain RuleChain#isOff is off}, at the latest
   * before the next operation begins.
   */
  public void passed(long bytes) {
    unasked += bytes;
  }

  /** Adds what has passed without a question to each rule's count. */
  void settle() {
    if (unasked != 0) {
      atWire += unasked;
      for (Frame frame = frames.first(); frame != null; frame = frame.outer) {
        frame.position += unasked;
      }
      unasked = 0;
    }
  }

  /**
   * Whether the next read is to begin when a byte or the end has come, because an event of a record
   * acts then. The driver reads that byte first, and hands it on when the chain lets one move.
   */
  public boolean areDue() {
    settle();
    boolean due = false;
    for (Frame frame = frames.first(); replayed && frame != null; frame = frame.outer) {
      if (frame.holdsBytes()) {
        return false; // which are about to pass
      }
      due |= frame.rule instanceof ReplayRule rule && rule.isDue();
    }
    return due;
  }

  /** Returns how many bytes have come to the outermost rule: the caller's. */
  public long ofCaller() {
    settle();
    Frame frame = frames.first();
    while (frame.outer != null) {
      frame = frame.outer;
    }
    return frame.position;
  }

  /** Hears in which direction the operation goes that begins. */
  void begin(boolean reads) {
    settle();
    reading = reads;
  }

  /** Counts bytes that have left by the wire. */
  void written(long bytes) {
    atWire += bytes;
    left(frames.first(), bytes);
  }

  /** Counts bytes that have left by {@code from}, up to the rule that emits them, if one does. */
  void left(Frame from, long bytes) {
    for (Frame frame = from; frame != null; frame = frame.outer) {
      if (frame.op != null && frame.emission != null && !frame.replaces) {
        return;
      }
      frame.position += bytes;
    }
  }

  /**
   * Counts bytes that were read and have come to {@code to}, past {@code from} and those between.
   */
  void came(Frame from, Frame to, long bytes) {
    for (Frame frame = from; bytes > 0 && frame != to.outer; frame = frame.outer) {
      frame.position += bytes;
    }
  }

  /** Lets rules that are new count on from what has come to their places. */
  void place() {
    settle();
    long below = atWire;
    for (Frame frame = frames.first(); frame != null; frame = frame.outer) {
      replayed |= frame.rule instanceof ReplayRule;
      if (frame.position == Frame.UNSET) {
        frame.position = reading ? nextOut(frame) : below;
      }
      below = frame.position;
    }
  }

  private static long nextOut(Frame from) {
    Frame frame = from;
    while (frame.position == Frame.UNSET) {
      frame = frame.outer;
    }
    return frame.position; // the caller's at last
  }
}
