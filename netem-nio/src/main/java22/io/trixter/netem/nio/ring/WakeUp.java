package io.trixter.netem.nio.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/** What other threads write to in order to wake a loop: an eventfd. Any thread. */
final class WakeUp {
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment errno = Libc.newErrno(arena);
  private final MemorySegment one = arena.allocate(Long.BYTES, Long.BYTES);
  private final AtomicBoolean pending = new AtomicBoolean();
  private final int fd;
  private boolean closed;

  WakeUp() throws IOException {
    Memory.putLong(one.address(), 1);
    fd =
        KernelException.check(
            "eventfd", Libc.eventfd(errno, 0, Uapi.EFD_CLOEXEC | Uapi.EFD_NONBLOCK));
  }

  /** The descriptor that is written to. */
  int fd() {
    return fd;
  }

  /** Wakes the loop, unless one who did so before has not been noticed yet. */
  void wake() {
    if (pending.compareAndSet(false, true)) {
      write();
    }
  }

  private synchronized void write() {
    if (!closed) {
      Libc.write8(errno, fd, one.address());
    }
  }

  /** The loop has noticed. What is handed to it from now on wakes it anew. */
  void seen() {
    pending.set(false);
  }

  /** Closes the descriptor: waking is without effect from now on. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(errno, fd);
    }
  }
}
