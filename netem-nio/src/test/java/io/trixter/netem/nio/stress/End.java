package io.trixter.netem.nio.stress;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;

/** One end of a connection: its channel and what each direction is at. */
final class End {
  final AsynchronousSocketChannel channel;
  final Lane reads;
  final Lane writes;

  End(AsynchronousSocketChannel channel, Flow in, Flow out) {
    this.channel = channel;
    reads = new Lane(this, true, in);
    writes = new Lane(this, false, out);
  }

  Lane lane(boolean reading) {
    return reading ? reads : writes;
  }

  /**
   * The channel is about to be closed: what was sent need not arrive, and its end comes any time.
   */
  void closes() {
    writes.flow.doubt();
    reads.flow.deafen();
  }

  void close() throws IOException {
    closes();
    channel.close();
  }

  boolean isRetired() {
    return reads.isRetired() || writes.isRetired();
  }

  boolean isOver() {
    return !channel.isOpen() && reads.isFree() && writes.isFree();
  }

  /** Half-closes, if no write is under way. */
  void shutdownOutput() throws IOException {
    if (writes.take(this)) {
      writes.flow.ends();
      writes.retire();
      try {
        channel.shutdownOutput();
      } finally {
        writes.leave(this);
      }
    }
  }

  void shutdownInput() throws IOException {
    reads.flow.deafen();
    channel.shutdownInput();
  }

  @Override
  public String toString() {
    return channel + (channel.isOpen() ? "" : " (closed)");
  }
}
