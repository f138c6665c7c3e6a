package io.trixter.netem.kernel;

import java.nio.ByteBuffer;

/** Asks a rule as a chain does that shows it the bytes of a write. */
public final class Shown {
  private Shown() {}

  /** Asks {@code rule} for a write of which {@code content} is next and {@code wanted} is left. */
  public static void before(Rule rule, byte[] content, long wanted, Step step) {
    Frame frame = new Frame(rule, null);
    frame.op = Op.WRITE;
    frame.left = wanted;
    frame.before(
        0,
        step,
        new CallersBytes() {
          @Override
          public ByteBuffer lend() {
            return ByteBuffer.wrap(content);
          }

          @Override
          public void giveBack() {}

          @Override
          public void show(Rule reading) {}
        });
  }
}
