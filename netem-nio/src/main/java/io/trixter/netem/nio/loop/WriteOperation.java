package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.LongAdder;

/** Writes what the socket takes. */
final class WriteOperation extends TransferOperation {
  private LongAdder total; // null: not counted

  WriteOperation(LoopSocketChannel channel, SocketChannel socket, Readiness readiness) {
    super(channel, socket, readiness, SelectionKey.OP_WRITE, true);
  }

  @Override
  int transfer(ByteBuffer one) throws IOException {
    int n = socket.write(one);
    count(n);
    return n;
  }

  @Override
  long transfer(ByteBuffer[] several) throws IOException {
    long n = socket.write(several);
    count(n);
    return n;
  }

  private void count(long n) {
    if (total != null) {
      total.add(n);
    }
  }

  /** Adds to {@code adder} what is written from now on. */
  void countIn(LongAdder adder) {
    total = adder;
  }
}
