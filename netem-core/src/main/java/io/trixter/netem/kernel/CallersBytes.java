package io.trixter.netem.kernel;

import java.nio.ByteBuffer;

/**
 * The bytes of a driver's caller, which the driver shows to those rules of its {@link RuleChain}
 * that ask for them. Called during a call of the chain, on its thread.
 */
public interface CallersBytes {
  /**
   * Returns a buffer in which the next bytes of the write remain, at least one. They stay as they
   * are until {@link #giveBack}. The chain alters neither them nor the buffer. A driver of reads
   * lends none.
   */
  default ByteBuffer lend() {
    throw new IllegalStateException("a read writes nothing");
  }

  /** Ends what {@link #lend} began. */
  default void giveBack() {}

  /**
   * Calls {@link Rule#read} with all bytes that the read has got so far, in place. A driver of
   * writes shows none.
   */
  default void show(Rule rule) {
    throw new IllegalStateException("a write reads nothing");
  }
}
