package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Writes what the socket takes. */
final class WriteOperation extends TransferOperation {
  WriteOperation(LoopSocketChannel channel, SocketChannel socket, Readiness readiness) {
    super(channel, socket, readiness, SelectionKey.OP_WRITE, true);
  }

  @Override
  int transfer(ByteBuffer one) throws IOException {
    return socket.write(one);
  }

  @Override
  long transfer(ByteBuffer[] several) throws IOException {
    return socket.write(several);
  }
}
