package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.SocketChannel;

/** Accepts one connection. Confined to the loop's thread, as far as {@link Operation} says. */
final class AcceptOperation extends Operation<AsynchronousSocketChannel> {
  private final LoopServerChannel channel;
  private final Listening listening = new Listening();
  private boolean selected; // rather than tried by the caller

  AcceptOperation(LoopServerChannel channel) {
    super(channel.loop());
    this.channel = channel;
  }

  private final class Listening extends Selectable {
    @Override
    void ready(int readyOps) {
      if (isActive()) {
        selected = true;
        start();
        selected = false;
      }
      if (!isActive() && channel.isOpen()) {
        key.interestOps(0);
      }
    }

    /** Ends the accept, but leaves the channel open: the next one may find memory. */
    @Override
    void failed(Throwable error) {
      if (isActive()) {
        fail(cause(error));
      }
    }
  }

  @Override
  protected boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  protected void start() {
    try {
      SocketChannel accepted = channel.server.accept();
      if (accepted != null) {
        complete(opened(accepted));
      } else {
        if (listening.key == null) {
          channel.loop().poller().register(channel.server, listening);
        }
        listening.key.interestOps(SelectionKey.OP_ACCEPT);
      }
    } catch (Throwable e) {
      fail(channel.isOpen() ? cause(e) : closedException());
    }
  }

  private LoopSocketChannel opened(SocketChannel accepted) throws IOException {
    try {
      return LoopSocketChannel.of(channel.loop().group().nextLoop(), accepted);
    } catch (ShutdownChannelGroupException e) {
      throw new IOException("accepted in a group that is shut down", e);
    } catch (OutOfMemoryError e) {
      accepted.close();
      throw e;
    }
  }

  /** A caller's handler never runs before the call that waits for a connection has returned. */
  @Override
  void deliver() {
    if (selected) {
      super.deliver();
    } else {
      channel.loop().deliverLater(this);
    }
  }
}
