package io.trixter.proxy.relay;

import io.trixter.netem.nio.loop.BufferPool;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.proxy.model.EndCause;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.Arrays;

/**
 * What a client sends while its connection waits before the dial without an end in sight. It is
 * read to notice that the client has ended or reset the connection, which is then ended, and kept
 * for the pump. Reads up to 16 KiB; of a client that has sent more nothing is noticed. Confined to
 * the relay's loop.
 */
final class EarlyBytes {
  private static final byte[] NONE = {};
  private static final CompletionHandler<Void, EarlyBytes> READABLE =
      new Handler<>() {
        @Override
        void next(Void ignored, EarlyBytes early) {
          early.readable();
        }
      };

  private static final CompletionHandler<Integer, EarlyBytes> READ =
      new Handler<>() {
        @Override
        void next(Integer n, EarlyBytes early) {
          early.read(n);
        }
      };

  private final Relay relay;
  private final LoopSocketChannel client;
  private byte[] bytes = NONE;
  private ByteBuffer buffer; // null but while reading
  private boolean pending; // an operation of the channel, which then is nobody else's
  private Pump next; // takes the bytes, and reads from then on; null while it is not wanted

  EarlyBytes(Relay relay, LoopSocketChannel client) {
    this.relay = relay;
    this.client = client;
  }

  /** Reads what comes, unless it does already. */
  void watch() {
    if (!pending && bytes.length < BufferPool.SMALL && !relay.isEnded()) {
      pending = true;
      client.whenReadable(this, READABLE);
    }
  }

  /** Takes what has been read; {@link #isPending} says whether more may come. */
  byte[] take() {
    byte[] taken = bytes;
    bytes = NONE;
    return taken;
  }

  /** Whether the client's channel is still being read here. */
  boolean isPending() {
    return pending;
  }

  /** Calls {@link Pump#await} when nothing is pending here any more. */
  void then(Pump pump) {
    next = pump;
  }

  private void readable() {
    if (relay.isWaitingAtGate()) {
      buffer = relay.loop().buffers().leaseSmall();
      buffer.limit(Math.min(buffer.capacity(), BufferPool.SMALL - bytes.length));
      client.read(buffer, this, READ);
    } else {
      ended();
    }
  }

  private void read(int n) {
    int before = bytes.length;
    if (n > 0) {
      bytes = Arrays.copyOf(bytes, before + n);
      buffer.flip().get(bytes, before, n);
    }
    release();
    boolean waits = relay.isWaitingAtGate();
    if (waits && n < 0) {
      relay.end(EndCause.CLOSED, "the client left before it was relayed", true);
      return;
    }
    ended();
    if (waits) {
      watch();
    }
  }

  private void ended() {
    pending = false;
    if (next != null) {
      next.await();
    }
  }

  private void failed(Throwable thrown) {
    release();
    relay.failed(Relay.CLIENT, thrown);
  }

  private void release() {
    if (buffer != null) {
      relay.loop().buffers().release(buffer);
      buffer = null;
    }
  }

  private abstract static class Handler<V> implements CompletionHandler<V, EarlyBytes> {
    abstract void next(V value, EarlyBytes early);

    @Override
    public final void completed(V value, EarlyBytes early) {
      try {
        next(value, early);
      } catch (OutOfMemoryError e) {
        early.release();
        early.relay.lackedMemory();
      }
    }

    @Override
    public final void failed(Throwable thrown, EarlyBytes early) {
      early.failed(thrown);
    }
  }
}
