package io.trixter.netem.kernel;

import java.nio.ByteBuffer;

/**
 * The operation that a {@link RuleChain} gives the wire: whose bytes, and as what. Confined to the
 * driver.
 */
final class Wire {
  Frame above; // whose bytes they are, or for whom they are read
  Op op;
  private ByteBuffer shown; // a part of it
  private int limit; // of the whole

  Wire(Frame above) {
    this.above = above;
  }

  void give(Frame frame, Op operation) {
    above = frame;
    op = operation;
  }

  /** Fills {@code step} with a move of the caller's bytes, or with bytes that a rule emits. */
  void show(Step step) {
    ByteBuffer source = source();
    if (source == null) {
      step.move(above.granted);
      return;
    }
    shown = source;
    limit = source.limit();
    source.limit((int) Math.min(limit, source.position() + above.granted));
    step.emit(source);
  }

  private ByteBuffer source() {
    if (above.isReading()) {
      return above.ownBytes();
    }
    Frame emitting = op == Op.WRITE ? above.emitting() : null;
    return emitting == null ? null : emitting.emission;
  }

  /** Makes what was shown whole again; to be called before anyone else looks at it. */
  void takeBack() {
    if (shown != null) {
      shown.limit(limit);
      shown = null;
    }
  }
}
