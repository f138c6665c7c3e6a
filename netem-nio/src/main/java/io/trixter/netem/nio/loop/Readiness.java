package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/**
 * What the selector knows of one socket, and which operation hears of it. Interest in reading is
 * dropped only when bytes come that nobody wants, interest in writing as soon as nobody writes: so
 * the usual request and answer changes no interest at all. Confined to the loop's thread.
 */
final class Readiness extends Selectable {
  private final LoopSocketChannel channel;
  private int interest;

  Readiness(LoopSocketChannel channel) {
    this.channel = channel;
  }

  /** Adds {@code op} to what the selector is to look for. */
  void await(int op) throws IOException {
    if ((interest & op) == 0) {
      setInterest(interest | op);
    }
  }

  private void setInterest(int ops) throws IOException {
    if (key == null) {
      channel.loop().poller().register(channel.socket, this);
    }
    interest = ops;
    key.interestOps(ops); // last: it may lack memory
  }

  @Override
  void ready(int readyOps) {
    serve(channel.connect, readyOps & SelectionKey.OP_CONNECT, true);
    serve(channel.read, readyOps & SelectionKey.OP_READ, false);
    serve(channel.write, readyOps & SelectionKey.OP_WRITE, true);
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
    end(channel.connect, error);
    end(channel.read, error);
    end(channel.write, error);
    channel.close();
  }

  private static void end(SocketOperation<?> operation, Throwable error) {
    if (operation != null && operation.isActive()) {
      operation.failed(operation.cause(error));
    }
  }
}
