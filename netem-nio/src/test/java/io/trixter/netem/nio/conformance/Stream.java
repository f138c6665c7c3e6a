package io.trixter.netem.nio.conformance;

import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;

/** A stream of known bytes, sent to its half-close or received to its end, handler by handler. */
abstract class Stream implements CompletionHandler<Integer, Object> {
  private static final int CHUNK = 70_001;

  final AsynchronousSocketChannel channel;
  final ByteBuffer buffer;
  final Outcome<Integer> outcome = new Outcome<>();
  int moved;

  private Stream(AsynchronousSocketChannel channel, ByteBuffer buffer) {
    this.channel = channel;
    this.buffer = buffer;
  }

  private static byte at(int index) {
    return (byte) (index * 31 + (index >>> 8) * 7);
  }

  /** Sends {@code total} bytes; ends with how many went. */
  static Outcome<Integer> send(AsynchronousSocketChannel channel, int total) {
    Stream sender =
        new Stream(channel, ByteBuffer.allocate(CHUNK).limit(0)) {
          @Override
          public void completed(Integer written, Object attachment) {
            if (buffer.hasRemaining() || moved < total) {
              refill();
              channel.write(buffer, null, this);
            } else {
              halfClose();
            }
          }

          private void refill() {
            buffer.compact();
            while (buffer.hasRemaining() && moved < total) {
              buffer.put(at(moved++));
            }
            buffer.flip();
          }
        };
    sender.completed(0, null);
    return sender.outcome;
  }

  void halfClose() {
    try {
      channel.shutdownOutput();
      outcome.completed(moved, null);
    } catch (IOException e) {
      outcome.failed(e, null);
    }
  }

  /** Receives through {@code dst} and compares; ends with how many bytes came. */
  static Outcome<Integer> receive(AsynchronousSocketChannel channel, ByteBuffer dst) {
    Stream receiver =
        new Stream(channel, dst) {
          @Override
          public void completed(Integer read, Object attachment) {
            buffer.flip();
            while (buffer.hasRemaining()) {
              if (buffer.get() != at(moved++)) {
                outcome.failed(new AssertionError("byte " + (moved - 1)), null);
                return;
              }
            }
            if (read < 0) {
              outcome.completed(moved, null);
            } else {
              channel.read(buffer.clear(), null, this);
            }
          }
        };
    receiver.completed(0, null);
    return receiver.outcome;
  }

  @Override
  public void failed(Throwable thrown, Object attachment) {
    outcome.failed(thrown, null);
  }
}
