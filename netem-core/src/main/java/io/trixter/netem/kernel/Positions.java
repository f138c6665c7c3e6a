package io.trixter.netem.kernel;

/**
 * How many bytes have come to each rule of a {@link RuleChain} since its connection opened; counted
 * only where what is drawn there is recorded or replayed. Confined to the chain's driver.
 */
public final class Positions {
  private final Frames frames;
  private boolean tracked;
  private boolean replayed;
  private boolean reading; // bytes come from the wire
  private long atWire; // bytes of writes

  Positions(Frames frames) {
    this.frames = frames;
  }

  /**
   * Whether bytes are counted. The driver then calls {@link #passed} for what it moves while the
   * chain {@linkplain RuleChain#isOff is off}.
   */
  public boolean areTracked() {
    return tracked;
  }

  /**
   * Counts bytes from now on, for rules to come as well; to be called before the first operation. A
   * chain that is made with rules whose chance is recorded or replayed does so by itself.
   */
  public void track() {
    tracked = true;
  }

  /** Counts bytes that have passed all rules without a question, between two operations. */
  public void passed(long bytes) {
    atWire += bytes;
    for (Frame frame = frames.first(); frame != null; frame = frame.outer) {
      frame.position += bytes;
    }
  }

  /**
   * Whether the next read is to begin when a byte or the end has come, because an event of a record
   * acts then. The driver reads that byte first, and hands it on when the chain lets one move.
   */
  public boolean areDue() {
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
    Frame frame = frames.first();
    while (frame.outer != null) {
      frame = frame.outer;
    }
    return frame.position;
  }

  /** Hears in which direction the operation goes that begins. */
  void begin(boolean reads) {
    reading = reads;
  }

  /** Counts bytes that have left by the wire. */
  void written(long bytes) {
    if (tracked) {
      atWire += bytes;
      left(frames.first(), bytes);
    }
  }

  /** Counts bytes that have left by {@code from}, up to the rule that emits them, if one does. */
  void left(Frame from, long bytes) {
    for (Frame frame = from; tracked && frame != null; frame = frame.outer) {
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
    for (Frame frame = from; tracked && bytes > 0 && frame != to.outer; frame = frame.outer) {
      frame.position += bytes;
    }
  }

  /** Lets rules that are new count on from what has come to their places. */
  void place() {
    long below = atWire;
    for (Frame frame = frames.first(); frame != null; frame = frame.outer) {
      tracked |= frame.rule.tracked;
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
