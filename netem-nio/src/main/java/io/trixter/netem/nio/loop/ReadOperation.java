package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Reads what the socket has. */
final class ReadOperation extends TransferOperation {
  ReadOperation(LoopSocketChannel channel, SocketChannel socket, Readiness readiness) {
    super(channel, socket, readiness, SelectionKey.OP_READ, false);
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
