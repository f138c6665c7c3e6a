package io.trixter.netem.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.SplittableRandom;

/** A long stream of known bytes in chunks of random sizes, sent or received and compared. */
final class Traffic {
  private static final int LARGEST = 100_000;

  private Traffic() {}

  private static byte at(long index) {
    return (byte) (index * 31 + (index >>> 8) * 7 + (index >>> 16));
  }

  private static ByteBuffer buffer(boolean direct) {
    return direct ? ByteBuffer.allocateDirect(LARGEST) : ByteBuffer.allocate(LARGEST);
  }

  /** Writes so many bytes, then half-closes. */
  static void send(
      AsynchronousSocketChannel channel, long bytes, boolean direct, SplittableRandom random) {
    ByteBuffer chunk = buffer(direct).limit(0);
    new CompletionHandler<Integer, Object>() {
      private long made;

      @Override
      public void completed(Integer written, Object attachment) {
        if (!chunk.hasRemaining()) {
          if (made == bytes) {
            halfClose(channel);
            return;
          }
          make();
        }
        channel.write(chunk, null, this);
      }

      private void make() {
        chunk.clear().limit((int) Math.min(1 + random.nextInt(LARGEST), bytes - made));
        while (chunk.hasRemaining()) {
          chunk.put(at(made++));
        }
        chunk.flip();
      }

      @Override
      public void failed(Throwable thrown, Object attachment) {
        throw new AssertionError(thrown);
      }
    }.completed(0, null);
  }

  private static void halfClose(AsynchronousSocketChannel channel) {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads to the end and compares; gives how many bytes came. */
  static Outcome<Long> receive(
      AsynchronousSocketChannel channel, long bytes, boolean direct, SplittableRandom random) {
    Outcome<Long> outcome = new Outcome<>();
    ByteBuffer chunk = buffer(direct);
    new CompletionHandler<Integer, Object>() {
      private long seen;

      @Override
      public void completed(Integer read, Object attachment) {
        if (read < 0) {
          outcome.completed(seen, null);
          return;
        }
        chunk.flip();
        while (chunk.hasRemaining()) {
          if (chunk.get() != at(seen++)) {
            outcome.failed(new AssertionError("byte " + (seen - 1) + " of " + bytes), null);
            return;
          }
        }
        chunk.clear().limit(1 + random.nextInt(LARGEST));
        channel.read(chunk, null, this);
      }

      @Override
      public void failed(Throwable thrown, Object attachment) {
        outcome.failed(thrown, null);
      }
    }.completed(0, chunk.limit(0));
    return outcome;
  }
}
