package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ShutdownChannelGroupException;

/** Accepts one connection. Confined to the loop's thread, as far as {@link Operation} says. */
final class AcceptOperation extends Operation<AsynchronousSocketChannel> {
  private final LoopServerChannel channel;
  private boolean polled; // rather than tried by the caller

  AcceptOperation(LoopServerChannel channel) {
    super(channel.loop());
    this.channel = channel;
  }

  /** The poller says that there is a connection. */
  void ready() {
    polled = true;
    start();
    polled = false;
  }

  /** Ends the accept, if one is pending. */
  void failed(Throwable error) {
    if (isActive()) {
      fail(cause(error));
    }
  }

  @Override
  protected boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  protected void start() {
    try {
      LoopSocket accepted = channel.server.accept();
      if (accepted != null) {
        complete(opened(accepted));
      } else {
        channel.server.await();
      }
    } catch (Throwable e) {
      fail(channel.isOpen() ? cause(e) : closedException());
    }
  }

  private LoopSocketChannel opened(LoopSocket accepted) throws IOException {
    try {
      return LoopSocketChannel.of(channel.loop().group().nextLoop(), accepted);
    } catch (ShutdownChannelGroupException e) {
      throw new IOException("accepted in a group that is shut down", e);
    } catch (OutOfMemoryError e) {
      accepted.discard();
      throw e;
    }
  }

  /** A caller's handler never runs before the call that waits for a connection has returned. */
  @Override
  void deliver() {
    if (polled) {
      super.deliver();
    } else {
      channel.loop().deliverLater(this);
    }
  }
}
