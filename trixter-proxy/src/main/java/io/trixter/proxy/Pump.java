package io.trixter.proxy;

import io.trixter.netem.nio.loop.BufferPool;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.LongAdder;

/**
 * Carries the bytes of one direction: waits for the source to be readable, borrows a buffer, reads
 * a chunk once, writes all of it, gives the buffer back. So an idle connection owns no buffer, and
 * a sink that takes nothing stops the reading. The faults are put around both ends when a knob is
 * first found on; a connection that nobody disturbs has none. Confined to the connection's loop;
 * only the count may be read by others.
 */
final class Pump {
  private static final CompletionHandler<Void, Pump> READABLE =
      new Handler<>() {
        @Override
        void next(Void ignored, Pump pump) {
          pump.read();
        }
      };

  private static final CompletionHandler<Integer, Pump> READ =
      new Handler<>() {
        @Override
        void next(Integer n, Pump pump) {
          pump.chunk(n);
        }
      };

  private static final CompletionHandler<Integer, Pump> WRITTEN =
      new Handler<>() {
        @Override
        void next(Integer n, Pump pump) {
          pump.write();
        }

        @Override
        public void failed(Throwable thrown, Pump pump) {
          pump.failed(pump.sinkSide(), thrown);
        }
      };

  private abstract static class Handler<V> implements CompletionHandler<V, Pump> {
    abstract void next(V value, Pump pump);

    @Override
    public final void completed(V value, Pump pump) {
      try {
        next(value, pump);
      } catch (OutOfMemoryError e) {
        pump.release();
        pump.relay.lackedMemory();
      }
    }

    @Override
    public void failed(Throwable thrown, Pump pump) {
      pump.failed(pump.sourceSide(), thrown);
    }
  }

  private static final VarHandle BYTES;

  static {
    try {
      BYTES = MethodHandles.lookup().findVarHandle(Pump.class, "bytes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Relay relay;
  private final Direction direction;
  private final LiveKnobs knobs;
  private final BufferPool buffers;
  private final LongAdder total;
  private ReactorChannel source;
  private ReactorChannel sink;
  private boolean wired;
  private ByteBuffer buffer;
  private volatile long bytes;

  Pump(Relay relay, Direction direction, LiveKnobs knobs, BufferPool buffers, LongAdder total) {
    this.relay = relay;
    this.direction = direction;
    this.knobs = knobs;
    this.buffers = buffers;
    this.total = total;
  }

  private String sourceSide() {
    return direction == Direction.UPSTREAM ? "client" : "server";
  }

  private String sinkSide() {
    return direction == Direction.UPSTREAM ? "server" : "client";
  }

  /** How many bytes have been read. Any thread. */
  long bytes() {
    return bytes;
  }

  void start(ReactorChannel from, ReactorChannel to) {
    source = from;
    sink = to;
    await();
  }

  /** Puts the faults in, if a knob is on. */
  private void wire() {
    if (!wired && knobs.isOn(direction)) {
      wired = true;
      Wires wires = relay.wires(direction);
      source = wires.source(source);
      sink = wires.sink(sink, thrown -> relay.failed(sinkSide(), thrown));
    }
  }

  private void await() {
    source.whenReadable(this, READABLE);
  }

  private void read() {
    wire();
    try {
      buffer = isSlow() ? buffers.leaseSmall() : buffers.lease();
    } catch (OutOfMemoryError e) {
      relay.failed("proxy", e);
      return;
    }
    source.read(buffer, this, READ);
  }

  private boolean isSlow() {
    if (!wired) {
      return false;
    }
    Knobs turned = knobs.get().of(direction);
    return turned.throttle().get() != 0 || turned.slice().get() != 0;
  }

  private void chunk(int n) {
    if (n < 0) {
      release();
      finish();
      return;
    }
    BYTES.setRelease(this, bytes + n);
    total.add(n);
    buffer.flip();
    write();
  }

  private void write() {
    if (buffer.hasRemaining()) {
      wire();
      sink.write(buffer, this, WRITTEN);
    } else {
      release();
      await();
    }
  }

  private void finish() {
    wire();
    try {
      sink.shutdownOutput();
      sink.whenDrained(this::drained);
    } catch (IOException e) {
      relay.failed(sinkSide(), e);
    }
  }

  private void drained(Throwable thrown) {
    if (thrown == null) {
      relay.pumped();
    } else {
      relay.failed(sinkSide(), thrown);
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
