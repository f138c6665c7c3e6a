package io.trixter.netem.nio.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Transfers between a caller's buffers and a socket that move what they can at once, by a system
 * call of their own. A buffer on the heap is copied, a piece at a time. Confined to the loop's
 * thread.
 */
final class DirectTransfers {
  private static final int PIECE = 64 << 10;

  private final MemorySegment errno = Libc.newErrno(Arena.ofAuto());
  private ByteBuffer piece; // null until a heap buffer needs it

  /** Receives; returns how many bytes, 0 if there are none now, -1 at the end of the stream. */
  long receive(NativeSocket socket, ByteBuffer one, ByteBuffer[] several) throws IOException {
    if (several == null) {
      return receive(socket, one);
    }
    long sum = 0;
    for (ByteBuffer each : several) {
      int wanted = each.remaining();
      int n = wanted == 0 ? 0 : receive(socket, each);
      if (n < wanted) {
        return sum == 0 ? n : sum + Math.max(0, n);
      }
      sum += n;
    }
    return sum;
  }

  private int receive(NativeSocket socket, ByteBuffer into) throws IOException {
    int wanted = into.remaining();
    if (into.isDirect()) {
      int n = socket.receive(errno, Memory.addressOf(into) + into.position(), wanted);
      into.position(into.position() + Math.max(0, n));
      return moved(n);
    }
    int n = socket.receive(errno, Memory.addressOf(piece()), Math.min(wanted, PIECE));
    if (n > 0) {
      into.put(piece.limit(n));
    }
    return moved(n);
  }

  /** Sends; returns how many bytes the socket took, 0 if none now. */
  long send(NativeSocket socket, ByteBuffer one, ByteBuffer[] several) throws IOException {
    if (several == null) {
      return send(socket, one);
    }
    long sum = 0;
    for (ByteBuffer each : several) {
      int wanted = each.remaining();
      int n = wanted == 0 ? 0 : send(socket, each);
      sum += n;
      if (n < wanted) {
        break;
      }
    }
    return sum;
  }

  private int send(NativeSocket socket, ByteBuffer from) throws IOException {
    int n;
    if (from.isDirect()) {
      n = socket.send(errno, Memory.addressOf(from) + from.position(), from.remaining());
    } else {
      int length = Math.min(from.remaining(), PIECE);
      piece().put(0, from, from.position(), length);
      n = socket.send(errno, Memory.addressOf(piece), length);
    }
    n = moved(n);
    from.position(from.position() + n);
    return n;
  }

  private static int moved(int n) {
    return n == NativeSocket.WOULD_BLOCK ? 0 : n;
  }

  private ByteBuffer piece() {
    if (piece == null) {
      piece = ByteBuffer.allocateDirect(PIECE);
    }
    return piece.clear();
  }
}
