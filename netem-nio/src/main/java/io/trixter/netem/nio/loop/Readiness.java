package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * What the selector knows of one socket, and which operation hears of it. Interest in reading is
 * dropped only when bytes come that nobody wants, interest in writing as soon as nobody writes: so
 * the usual request and answer changes no interest at all. Confined to the loop's thread.
 */
final class Readiness extends Selectable {
  private final LoopSocketChannel channel;
  private final SocketChannel socket;
  private int interest;
  private SocketOperation<?> connect;
  private SocketOperation<?> read;
  private SocketOperation<?> write;

  Readiness(LoopSocketChannel channel, SocketChannel socket) {
    this.channel = channel;
    this.socket = socket;
  }

  void await(SocketOperation<?> operation, int op) throws IOException {
    switch (op) {
      case SelectionKey.OP_CONNECT -> connect = operation;
      case SelectionKey.OP_READ -> read = operation;
      default -> write = operation;
    }
    if ((interest & op) == 0) {
      setInterest(interest | op);
    }
  }

  /** The connection is made: nothing of the attempt is kept. */
  void established() {
    connect = null;
  }

  private void setInterest(int ops) throws IOException {
    if (key == null) {
      channel.loop().register(socket, this);
    }
    interest = ops;
    key.interestOps(ops); // last: it may lack memory
  }

  @Override
  void ready(int readyOps) {
    serve(connect, readyOps & SelectionKey.OP_CONNECT, true);
    serve(read, readyOps & SelectionKey.OP_READ, false);
    serve(write, readyOps & SelectionKey.OP_WRITE, true);
  }

  private void serve(SocketOperation<?> operation, int op, boolean dropAtOnce) {
    if (op == 0 || operation == null) {
      return;
    }
    boolean wanted = operation.isActive();
    operation.ready();
    if (channel.isOpen() && !operation.isActive() && (dropAtOnce || !wanted)) {
      interest &= ~op;
      key.interestOps(interest);
    }
  }

  /** Ends what is pending with {@code error}, and closes the channel. */
  @Override
  void failed(Throwable error) {
    end(connect, error);
    end(read, error);
    end(write, error);
    channel.close();
  }

  private static void end(SocketOperation<?> operation, Throwable error) {
    if (operation != null && operation.isActive()) {
      operation.failed(operation.cause(error));
    }
  }
}
