package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Reads, or only waits until there is something to read. */
final class ReadOperation extends TransferOperation {
  private final Hope hope = new Hope();

  ReadOperation(LoopSocketChannel channel, SocketChannel socket, Readiness readiness) {
    super(channel, socket, readiness, SelectionKey.OP_READ, false);
  }

  @Override
  boolean triesAtOnce(boolean maybeReady) {
    boolean tries = super.triesAtOnce(maybeReady);
    hope.started(tries);
    return tries;
  }

  @Override
  boolean moreAfter(long moved, long wanted) {
    hope.read(moved);
    return super.moreAfter(moved, wanted) && (moved < 0 || hope.isJustified());
  }

  @Override
  int transfer(ByteBuffer one) throws IOException {
    return socket.read(one);
  }

  @Override
  long transfer(ByteBuffer[] several) throws IOException {
    return socket.read(several);
  }
}
