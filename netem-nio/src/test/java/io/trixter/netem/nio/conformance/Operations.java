package io.trixter.netem.nio.conformance;

import io.trixter.netem.nio.Outcome;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts operations, so that a test reads as a sentence. */
final class Operations {
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration QUIET = Duration.ofMillis(40);

  private Operations() {}

  static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  static ByteBuffer room(int size) {
    return ByteBuffer.allocate(size);
  }

  static Outcome<Void> connect(AsynchronousSocketChannel channel, SocketAddress address) {
    Outcome<Void> outcome = new Outcome<>();
    channel.connect(address, null, outcome);
    return outcome;
  }

  static Outcome<AsynchronousSocketChannel> accept(AsynchronousServerSocketChannel server) {
    Outcome<AsynchronousSocketChannel> outcome = new Outcome<>();
    server.accept(null, outcome);
    return outcome;
  }

  static Outcome<Integer> read(AsynchronousSocketChannel channel, ByteBuffer dst) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.read(dst, null, outcome);
    return outcome;
  }

  static Outcome<Integer> write(AsynchronousSocketChannel channel, ByteBuffer src) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.write(src, null, outcome);
    return outcome;
  }

  static Outcome<Integer> timedRead(
      AsynchronousSocketChannel channel, long timeout, TimeUnit unit) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.read(room(10), timeout, unit, null, outcome);
    return outcome;
  }

  static Outcome<Long> scatter(AsynchronousSocketChannel channel, ByteBuffer... dsts) {
    Outcome<Long> outcome = new Outcome<>();
    channel.read(dsts, 0, dsts.length, 0, TimeUnit.SECONDS, null, outcome);
    return outcome;
  }

  static Outcome<Long> gather(AsynchronousSocketChannel channel, ByteBuffer... srcs) {
    Outcome<Long> outcome = new Outcome<>();
    channel.write(srcs, 0, srcs.length, 0, TimeUnit.SECONDS, null, outcome);
    return outcome;
  }

  /** Writes all of it. */
  static void send(AsynchronousSocketChannel channel, int... values) {
    ByteBuffer src = bytes(values);
    while (src.hasRemaining()) {
      write(channel, src).value();
    }
  }

  /** Reads until {@code count} bytes have come, or the stream ends; what has come. */
  static ByteBuffer receive(AsynchronousSocketChannel channel, int count) {
    ByteBuffer dst = room(count);
    while (dst.hasRemaining() && read(channel, dst).value() >= 0) {
      continue;
    }
    return dst.flip();
  }

  /** Writes until the socket takes no more; the write that waits then. For a narrow pair. */
  static Pending<?> fill(AsynchronousSocketChannel channel, WriteForm form)
      throws InterruptedException {
    form.start(channel, room(1 << 16)).value();
    while (true) {
      Pending<?> last = form.start(channel, room(1 << 16));
      if (!last.endsWithin(QUIET)) {
        return last;
      }
    }
  }

  /** A handler that does {@code action} with the result, and does not bear a failure. */
  static <V> CompletionHandler<V, Object> then(Consumer<V> action) {
    return new CompletionHandler<>() {
      @Override
      public void completed(V result, Object attachment) {
        action.accept(result);
      }

      @Override
      public void failed(Throwable thrown, Object attachment) {
        throw new AssertionError(thrown);
      }
    };
  }
}
