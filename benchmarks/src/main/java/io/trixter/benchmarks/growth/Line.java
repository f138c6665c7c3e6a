package io.trixter.benchmarks.growth;

import io.trixter.benchmarks.load.Samples;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A connection on which requests follow each other without waiting for answers. One thread sends,
 * one receives.
 */
final class Line {
  static final int BYTES = 100;

  private final SocketChannel channel;
  private final long[] sentAt;
  private volatile int sent;
  private volatile int answered;
  private int bytes;

  /** On which at most so many requests, a power of two, wait for their answers. */
  Line(SocketChannel channel, int outstanding) {
    this.channel = channel;
    this.sentAt = new long[outstanding];
  }

  /** Sends a request, unless too many are unanswered. */
  void send(ByteBuffer request) throws IOException {
    int number = sent;
    if (number - answered == sentAt.length) {
      return;
    }
    sentAt[number & (sentAt.length - 1)] = System.nanoTime();
    sent = number + 1;
    if (channel.write(request.clear()) != BYTES) {
      throw new IOException("the socket takes no more");
    }
  }

  /** Takes what has come, and hands the time of each whole answer to {@code times}. */
  void receive(ByteBuffer buffer, Samples times) throws IOException {
    int read = channel.read(buffer.clear());
    if (read < 0) {
      throw new EOFException("the proxy closed a connection");
    }
    long now = System.nanoTime();
    for (bytes += read; bytes >= BYTES; bytes -= BYTES) {
      int number = answered;
      times.add(now - sentAt[number & (sentAt.length - 1)]);
      answered = number + 1;
    }
  }
}
