package io.trixter.proxy;

import io.trixter.netem.nio.loop.BufferPool;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Carries the bytes of one direction: waits for the source to be readable, borrows a buffer, reads
 * a chunk once, writes all of it, gives the buffer back. So an idle connection owns no buffer, and
 * a sink that takes nothing stops the reading. Confined to the connection's loop; only the count
 * may be read by others.
 */
final class Pump {
  private static final CompletionHandler<Void, Pump> READABLE =
      new Handler<>() {
        @Override
        public void completed(Void ignored, Pump pump) {
          pump.read();
        }
      };

  private static final CompletionHandler<Integer, Pump> READ =
      new Handler<>() {
        @Override
        public void completed(Integer n, Pump pump) {
          pump.chunk(n);
        }
      };

  private static final CompletionHandler<Integer, Pump> WRITTEN =
      new Handler<>() {
        @Override
        public void completed(Integer n, Pump pump) {
          pump.write();
        }

        @Override
        public void failed(Throwable thrown, Pump pump) {
          pump.failed(pump.sinkSide, thrown);
        }
      };

  private abstract static class Handler<V> implements CompletionHandler<V, Pump> {
    @Override
    public void failed(Throwable thrown, Pump pump) {
      pump.failed(pump.sourceSide, thrown);
    }
  }

  private final Relay relay;
  private final Knobs knobs;
  private final BufferPool buffers;
  private final LongAdder total;
  private final AtomicLong bytes = new AtomicLong();
  private final String sourceSide;
  private final String sinkSide;
  private ReactorChannel source;
  private ReactorChannel sink;
  private ByteBuffer buffer;

  Pump(Relay relay, Direction direction, Knobs knobs, BufferPool buffers, LongAdder total) {
    this.relay = relay;
    this.knobs = knobs;
    this.buffers = buffers;
    this.total = total;
    boolean up = direction == Direction.UPSTREAM;
    sourceSide = up ? "client" : "server";
    sinkSide = up ? "server" : "client";
  }

  /** How many bytes have been read. Any thread. */
  long bytes() {
    return bytes.get();
  }

  void start(ReactorChannel from, ReactorChannel to) {
    source = from;
    sink = to;
    await();
  }

  private void await() {
    source.whenReadable(this, READABLE);
  }

  private void read() {
    boolean slow = knobs.throttle().get() != 0 || knobs.slice().get() != 0;
    try {
      buffer = slow ? buffers.leaseSmall() : buffers.lease();
    } catch (OutOfMemoryError e) {
      relay.failed("proxy", e);
      return;
    }
    source.read(buffer, this, READ);
  }

  private void chunk(int n) {
    if (n < 0) {
      release();
      finish();
      return;
    }
    bytes.lazySet(bytes.getPlain() + n);
    total.add(n);
    buffer.flip();
    write();
  }

  private void write() {
    if (buffer.hasRemaining()) {
      sink.write(buffer, this, WRITTEN);
    } else {
      release();
      await();
    }
  }

  private void finish() {
    try {
      sink.shutdownOutput();
      sink.whenDrained(this::drained);
    } catch (IOException e) {
      relay.failed(sinkSide, e);
    }
  }

  private void drained(Throwable thrown) {
    if (thrown == null) {
      relay.pumped();
    } else {
      relay.failed(sinkSide, thrown);
    }
  }

  private void failed(String side, Throwable thrown) {
    release();
    relay.failed(side, thrown);
  }

  private void release() {
    if (buffer != null) {
      buffers.release(buffer);
      buffer = null;
    }
  }
}
