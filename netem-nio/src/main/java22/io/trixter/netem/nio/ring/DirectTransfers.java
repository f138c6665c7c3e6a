package io.trixter.netem.nio.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Transfers between a caller's buffers and a socket that move what they can at once, by a system
 * call of their own. A buffer on the heap is copied, a piece at a time, and so is a small direct
 * one, because finding its memory allocates. Confined to the loop's thread.
 */
final class DirectTransfers {
  private static final int PIECE = 64 << 10;
  private static final int COPIED = 4096;

  private final MemorySegment errno = Libc.newErrno(Arena.ofAuto());
  private ByteBuffer piece; // null until something is copied
  private long pieceAddress;

  /** Receives; returns how many bytes, 0 if there are none now, -1 at the end of the stream. */
  long receive(NativeSocket socket, ByteBuffer one, ByteBuffer[] several) throws IOException {
    if (several == null) {
      return receive(socket, one);
    }
    long sum = 0;
    for (ByteBuffer each : several) {
      int wanted = each.remaining();
      int n = wanted == 0 ? 0 : receiveMore(socket, each, sum);
      if (n < wanted) {
        return sum == 0 ? n : sum + Math.max(0, n);
      }
      sum += n;
    }
    return sum;
  }

  /** Receives; behind {@code before} bytes an error is for the next call, which meets it too. */
  private int receiveMore(NativeSocket socket, ByteBuffer into, long before) throws IOException {
    try {
      return receive(socket, into);
    } catch (IOException e) {
      if (before == 0) {
        throw e;
      }
      return 0;
    }
  }

  private int receive(NativeSocket socket, ByteBuffer into) throws IOException {
    int wanted = into.remaining();
    if (into.isDirect() && wanted > COPIED) {
      MemorySegment room = memory(into);
      int n = socket.receive(errno, room.address(), (int) room.byteSize());
      into.position(into.position() + Math.max(0, n));
      return moved(n);
    }
    ByteBuffer through = piece();
    int n = socket.receive(errno, pieceAddress, Math.min(wanted, PIECE));
    if (n > 0) {
      into.put(through.limit(n));
    }
    return moved(n);
  }

  /**
   * Where the bytes of a direct buffer are, and how many: as of one moment, so that a caller who
   * moves the buffer's position meanwhile does not have other memory written to.
   */
  private static MemorySegment memory(ByteBuffer buffer) {
    MemorySegment memory = MemorySegment.ofBuffer(buffer);
    if (!memory.scope().isAlive() || !memory.isAccessibleBy(Thread.currentThread())) {
      throw new IllegalStateException("the buffer's arena is closed or another thread's");
    }
    return memory;
  }

  /** Sends; returns how many bytes the socket took, 0 if none now. */
  long send(NativeSocket socket, ByteBuffer one, ByteBuffer[] several) throws IOException {
    if (several == null) {
      return send(socket, one);
    }
    long sum = 0;
    for (ByteBuffer each : several) {
      int wanted = each.remaining();
      int n = wanted == 0 ? 0 : sendMore(socket, each, sum);
      sum += n;
      if (n < wanted) {
        break;
      }
    }
    return sum;
  }

  /** Sends; behind {@code before} bytes an error is for the next call, which meets one too. */
  private int sendMore(NativeSocket socket, ByteBuffer from, long before) throws IOException {
    try {
      return send(socket, from);
    } catch (IOException e) {
      if (before == 0) {
        throw e;
      }
      return 0;
    }
  }

  private int send(NativeSocket socket, ByteBuffer from) throws IOException {
    int n;
    if (from.isDirect() && from.remaining() > COPIED) {
      MemorySegment bytes = memory(from);
      n = socket.send(errno, bytes.address(), (int) bytes.byteSize());
    } else {
      int length = Math.min(from.remaining(), PIECE);
      piece().put(0, from, from.position(), length);
      n = socket.send(errno, pieceAddress, length);
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
      pieceAddress = Memory.addressOf(piece);
    }
    return piece.clear();
  }
}
