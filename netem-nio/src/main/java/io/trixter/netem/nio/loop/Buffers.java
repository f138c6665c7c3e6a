package io.trixter.netem.nio.loop;

import java.nio.ByteBuffer;
import java.util.Objects;

/** Checks on the buffers that callers give. */
public final class Buffers {
  private Buffers() {}

  /** The named part of {@code buffers}, as an array of its own. */
  public static ByteBuffer[] slice(ByteBuffer[] buffers, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffers.length);
    ByteBuffer[] own = new ByteBuffer[length];
    for (int i = 0; i < length; i++) {
      own[i] = Objects.requireNonNull(buffers[offset + i], "buffer");
    }
    return own;
  }

  /** Refuses a buffer that nothing can be read into. */
  public static void refuseReadOnly(ByteBuffer dst) {
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("dst is read-only");
    }
  }
}
