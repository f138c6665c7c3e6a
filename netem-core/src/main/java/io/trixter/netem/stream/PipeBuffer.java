package io.trixter.netem.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * One direction of an in-memory pair: a bounded ring of bytes with an end, and with a reset that
 * drops what is in it. One thread writes, one reads, any may close.
 */
final class PipeBuffer {
  private static final long MILLISECOND = 1_000_000;

  private final Clock clock;
  private final int capacity;
  private byte[] ring; // longer than that only after a delay line has filled it in virtual time
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int first;
  private int size;
  private boolean ended; // by the writer: nothing follows
  private boolean unread; // by the reader: nobody takes any more
  private boolean reset;
  private boolean readerClosed;
  private boolean writerClosed;

  PipeBuffer(Clock clock, int capacity) {
    this.clock = clock;
    this.capacity = capacity;
    ring = new byte[capacity];
  }

  int capacity() {
    return capacity;
  }

  InputStream reader(IntSupplier timeoutMillis) {
    return new Reader(timeoutMillis);
  }

  OutputStream writer() {
    return new Writer();
  }

  /** The writing side says that nothing follows. */
  void end() {
    change(() -> ended = true);
  }

  /** The reading side has no use for what is in it or follows; the writer is not told. */
  void stopReading() {
    change(
        () -> {
          unread = true;
          size = 0;
        });
  }

  void readerCloses(boolean abruptly) {
    change(
        () -> {
          readerClosed = true;
          reset |= abruptly || size > 0; // as TCP does when bytes were not read
          size = 0;
        });
  }

  void writerCloses(boolean abruptly) {
    change(
        () -> {
          writerClosed = true;
          ended = true;
          if (abruptly) {
            reset = true;
            size = 0;
          }
        });
  }

  int available() throws IOException {
    lock.lock();
    try {
      if (readerClosed) {
        throw new SocketException("Socket closed");
      }
      return size;
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(long nanos) throws IOException {
    try {
      clock.await(lock, changed, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException();
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private int read(byte[] b, int off, int len, long timeout) throws IOException {
    lock.lock();
    try {
      long start = clock.now();
      while (size == 0 && !ended && !reset && !unread && !readerClosed) {
        long left = timeout == 0 ? Long.MAX_VALUE : timeout - (clock.now() - start);
        if (left <= 0) {
          throw new SocketTimeoutException("Read timed out");
        }
        await(left);
      }
      if (readerClosed) {
        throw new SocketException("Socket closed");
      }
      if (reset) {
        throw new SocketException("Connection reset");
      }
      if (size == 0) {
        return -1;
      }
      return take(b, off, len);
    } finally {
      lock.unlock();
    }
  }

  private int take(byte[] b, int off, int len) {
    int n = Math.min(len, size);
    int untilWrap = Math.min(n, ring.length - first);
    System.arraycopy(ring, first, b, off, untilWrap);
    System.arraycopy(ring, 0, b, off + untilWrap, n - untilWrap);
    first = (first + n) % ring.length;
    size -= n;
    changed.signalAll();
    return n;
  }

  private void write(byte[] b, int off, int len) throws IOException {
    lock.lock();
    try {
      for (int written = 0; written < len; ) {
        while (size == ring.length && canWrite()) {
          makeRoom();
        }
        if (writerClosed || ended) {
          throw new SocketException(writerClosed ? "Socket closed" : "Socket output is shutdown");
        }
        if (readerClosed || reset) {
          throw new SocketException(reset ? "Connection reset" : "Broken pipe");
        }
        written += unread ? len - written : put(b, off + written, len - written);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the reader; what leaves a delay line in virtual time finds room without. */
  private void makeRoom() throws IOException {
    if (!clock.isInEvent()) {
      await(Long.MAX_VALUE);
      return;
    }
    byte[] larger = new byte[2 * ring.length];
    int held = size;
    take(larger, 0, held);
    ring = larger;
    first = 0;
    size = held;
  }

  private boolean canWrite() {
    return !(writerClosed || ended || readerClosed || reset || unread);
  }

  private int put(byte[] b, int off, int len) {
    int n = Math.min(len, ring.length - size);
    int start = (first + size) % ring.length;
    int untilWrap = Math.min(n, ring.length - start);
    System.arraycopy(b, off, ring, start, untilWrap);
    System.arraycopy(b, off + untilWrap, ring, 0, n - untilWrap);
    size += n;
    changed.signalAll();
    return n;
  }

  private final class Reader extends InputStream {
    private final IntSupplier timeoutMillis;

    Reader(IntSupplier timeoutMillis) {
      this.timeoutMillis = timeoutMillis;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      Objects.checkFromIndexSize(off, len, b.length);
      return len == 0
          ? 0
          : PipeBuffer.this.read(b, off, len, timeoutMillis.getAsInt() * MILLISECOND);
    }

    @Override
    public int available() throws IOException {
      return PipeBuffer.this.available();
    }
  }

  private final class Writer extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      Objects.checkFromIndexSize(off, len, b.length);
      PipeBuffer.this.write(b, off, len);
    }
  }
}
