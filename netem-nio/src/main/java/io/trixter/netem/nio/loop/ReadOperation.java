package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Reads, or only waits until there is something to read. */
final class ReadOperation extends TransferOperation {
  private boolean waitsOnly;

  ReadOperation(LoopSocketChannel channel, SocketChannel socket, Readiness readiness) {
    super(channel, socket, readiness, SelectionKey.OP_READ, false);
  }

  void into(ByteBuffer dst) {
    waitsOnly = false;
    use(dst);
  }

  void into(ByteBuffer[] dsts) {
    waitsOnly = false;
    use(dsts);
  }

  void nothing() {
    waitsOnly = true;
  }

  @Override
  boolean triesAtOnce(boolean maybeReady) {
    return !waitsOnly && super.triesAtOnce(maybeReady);
  }

  @Override
  boolean tryOnce() throws IOException {
    if (waitsOnly) {
      complete(null);
      return true;
    }
    return super.tryOnce();
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
