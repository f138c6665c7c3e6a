package io.trixter.proxy.relay;

import io.trixter.netem.TerminatedException;
import io.trixter.netem.nio.driver.FaultChannel;
import io.trixter.netem.nio.loop.BufferPool;
import io.trixter.proxy.model.Direction;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.LongAdder;

/**
 * Carries the bytes of one direction: waits for the source to be readable, borrows a buffer, reads
 * a chunk once, writes all of it, gives the buffer back. So an idle connection owns no buffer, and
 * a sink that takes nothing, or a delay line without room, stops the reading.
 *
 * <p>When the sink fails, what the source still sends is read and dropped, so that the source comes
 * to read what the other side sent before. When the source ends or is reset, that follows what was
 * read, as late as it. Confined to the connection's loop; only the count may be read by others.
 */
final class Pump implements Runnable {
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
        void broken(Throwable thrown, Pump pump) {
          pump.sinkFailed(thrown);
          pump.await();
        }
      };

  /** Ends the relay when there is no memory for the pump's next step, or a rule throws in it. */
  private abstract static class Handler<V> implements CompletionHandler<V, Pump> {
    abstract void next(V value, Pump pump);

    void broken(Throwable thrown, Pump pump) {
      pump.sourceFailed(thrown);
    }

    @Override
    public final void completed(V value, Pump pump) {
      try {
        next(value, pump);
      } catch (OutOfMemoryError e) {
        pump.lackedMemory();
      } catch (RuntimeException e) {
        pump.broke(e);
      }
    }

    @Override
    public final void failed(Throwable thrown, Pump pump) {
      try {
        pump.release();
        broken(thrown, pump);
      } catch (OutOfMemoryError e) {
        pump.lackedMemory();
      } catch (RuntimeException e) {
        pump.broke(e);
      }
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
  private final FaultyEnds ends;
  private final BufferPool buffers;
  private final LongAdder total;
  private ByteBuffer buffer;
  private Throwable sinkFailure; // what is read is dropped since
  private boolean awaitsRoom; // in a delay line
  private boolean done;
  private EarlyBytes early; // come before what the source still has; null if there are none
  private volatile long bytes;

  Pump(Relay relay, Direction direction, FaultyEnds ends, BufferPool buffers, LongAdder total) {
    this.relay = relay;
    this.direction = direction;
    this.ends = ends;
    this.buffers = buffers;
    this.total = total;
  }

  /** How many bytes have been read. Any thread. */
  long bytes() {
    return bytes;
  }

  /** Begins with what the source has sent before, if that is not null. */
  void begin(EarlyBytes before) {
    early = before;
    await();
  }

  /** Waits for the source to be readable. */
  void await() {
    if (relay.isEnded()) {
      return;
    }
    if (early != null) {
      passEarlyBytes();
    } else {
      ends.source(direction).whenReadable(this, READABLE);
    }
  }

  private void passEarlyBytes() {
    byte[] taken = early.take();
    if (taken.length > 0) {
      buffer = buffers.leaseSmall();
      buffer.put(taken);
      chunk(taken.length);
    } else if (early.isPending()) {
      early.then(this);
    } else {
      early = null;
      await();
    }
  }

  /** There may be room in a delay line. */
  @Override
  public void run() {
    if (awaitsRoom) {
      awaitsRoom = false;
      try {
        read();
      } catch (OutOfMemoryError e) {
        lackedMemory();
      } catch (RuntimeException e) {
        broke(e);
      }
    }
  }

  private void broke(RuntimeException thrown) {
    release();
    relay.failed(Relay.PROXY, thrown);
  }

  private void lackedMemory() {
    release();
    relay.lackedMemory();
  }

  private void read() {
    int room = BufferPool.LARGE;
    if (sinkFailure == null) {
      room = ends.sink(direction).room(BufferPool.LARGE, this);
      if (room == 0) {
        awaitsRoom = true; // it calls when there is some
        return;
      }
    }
    boolean small = room < BufferPool.LARGE || ends.isSlow(direction);
    try {
      buffer = small ? buffers.leaseSmall() : buffers.lease();
    } catch (OutOfMemoryError e) {
      relay.failed(Relay.PROXY, e);
      return;
    }
    buffer.limit(Math.min(room, buffer.capacity()));
    ends.source(direction).read(buffer, this, READ);
  }

  private void chunk(int n) {
    if (n < 0) {
      release();
      sourceEnded();
      return;
    }
    BYTES.setRelease(this, bytes + n);
    total.add(n);
    buffer.flip();
    write();
  }

  private void write() {
    if (buffer.hasRemaining() && sinkFailure == null) {
      ends.sink(direction).write(buffer, this, WRITTEN);
    } else {
      release();
      await();
    }
  }

  private void release() {
    if (buffer != null) {
      buffers.release(buffer);
      buffer = null;
    }
  }

  // the ends

  /** The source has sent all; if its own input is broken it has been reset in truth. */
  private void sourceEnded() {
    if (relay.ending().wasReset(sourceSide())) {
      passReset();
      return;
    }
    try {
      if (sinkFailure == null) {
        ends.sink(direction).shutdownOutput();
        ends.sink(direction).whenDrained(this::drained);
        return;
      }
    } catch (IOException e) {
      sinkFailed(e);
    }
    relay.ending().pumped(direction);
  }

  private void drained(Throwable thrown) {
    if (thrown != null) {
      sinkFailed(thrown);
    }
    relay.ending().pumped(direction);
  }

  private void sourceFailed(Throwable thrown) {
    FaultEnd fault = relay.ending().faultEnd();
    if (fault != null && !endsAll(thrown)) { // which has closed the source
      if (fault.reset()) {
        passReset();
      } else {
        sourceEnded();
      }
    } else if (endsAll(thrown)) {
      relay.failed(Relay.PROXY, thrown);
    } else if (!relay.isEnded()) {
      relay.ending().note(sourceSide(), thrown);
      passReset();
    }
  }

  /** Lets the reset of the source follow what it has sent. */
  private void passReset() {
    try {
      if (sinkFailure == null && ends.sink(direction) instanceof FaultChannel faulty) {
        faulty.resetOutput();
        faulty.whenDrained(this::resetDrained);
        return;
      }
    } catch (IOException e) {
      sinkFailed(e);
    }
    relay.ending().resetArrived(direction);
  }

  private void resetDrained(Throwable thrown) {
    if (thrown != null) {
      sinkFailed(thrown);
      relay.ending().resetArrived(direction);
    }
  }

  /** The sink takes no more. */
  void sinkFailed(Throwable thrown) {
    if (endsAll(thrown)) {
      relay.failed(Relay.PROXY, thrown);
    } else if (sinkFailure == null && !relay.isEnded()) {
      sinkFailure = thrown;
      relay.ending().note(sinkSide(), thrown);
      relay.ending().sinkFailed(direction);
    }
  }

  /** What is read from now on is dropped. */
  void dropRest() {
    if (sinkFailure == null) {
      sinkFailure = new ClosedChannelException();
    }
    run();
  }

  /** The sink has been closed, because its peer is gone. */
  void sinkClosed() {
    sinkFailed(new ClosedChannelException());
    run();
  }

  /** Whether it is no failure of a peer's, which would end its own side alone. */
  private static boolean endsAll(Throwable thrown) {
    return thrown instanceof TerminatedException
        || !(thrown instanceof IOException)
        || thrown.getCause() instanceof Error;
  }

  /** It has come to its end. */
  void done() {
    done = true;
  }

  boolean isDone() {
    return done;
  }

  private String sourceSide() {
    return direction == Direction.UPSTREAM ? Relay.CLIENT : Relay.SERVER;
  }

  private String sinkSide() {
    return direction == Direction.UPSTREAM ? Relay.SERVER : Relay.CLIENT;
  }
}
