package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.VirtualReactor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The bytes of an in-memory channel: what came, what may come, and how badly it goes. */
final class Wire {
  final VirtualReactor reactor;
  final List<String> log = new ArrayList<>();
  final ByteArrayOutputStream written = new ByteArrayOutputStream();
  ByteBuffer incoming = ByteBuffer.allocate(0);
  boolean open = true;
  boolean connected = true;
  boolean ended;
  boolean outputShutdown;
  boolean stalled;
  boolean foreign; // knows nothing of a future that guards its buffers
  int takesAtMost = Integer.MAX_VALUE;
  IOException failure;

  Wire(VirtualReactor reactor) {
    this.reactor = reactor;
  }

  /** Logs {@code what}, after the time: milliseconds if they are whole. */
  void note(String what) {
    long nanos = reactor.elapsed().toNanos();
    log.add((nanos % 1_000_000 == 0 ? nanos / 1_000_000 + "ms " : nanos + "ns ") + what);
  }

  void feed(byte... bytes) {
    ByteBuffer more = ByteBuffer.allocate(incoming.remaining() + bytes.length);
    incoming = more.put(incoming).put(bytes).flip();
  }

  /** How many bytes went into {@code buffers}; -1 for the end, 0 if none are there yet. */
  long give(ByteBuffer... buffers) {
    if (!incoming.hasRemaining() && ended) {
      return -1;
    }
    long moved = 0;
    for (ByteBuffer each : buffers) {
      int n = Math.min(each.remaining(), incoming.remaining());
      each.put(incoming.slice().limit(n));
      incoming.position(incoming.position() + n);
      moved += n;
    }
    return moved;
  }

  /** How many bytes of {@code buffers} were taken; 0 if none may be yet. */
  long take(ByteBuffer... buffers) {
    int left = stalled ? 0 : takesAtMost;
    long moved = 0;
    for (ByteBuffer each : buffers) {
      byte[] taken = new byte[Math.min(each.remaining(), left)];
      each.get(taken);
      written.writeBytes(taken);
      left -= taken.length;
      moved += taken.length;
    }
    return moved;
  }
}
