package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;

/** Connects; a connection that cannot be made closes the channel. */
public final class ConnectOperation extends SocketOperation<Void> {
  private InetSocketAddress remote;
  private Throwable refusal;

  ConnectOperation(LoopSocketChannel channel) {
    super(channel, SelectionKey.OP_CONNECT, true);
  }

  /** The address that may be connected to, or the exception that says why not. */
  public static InetSocketAddress checked(SocketAddress remote) {
    if (!(Objects.requireNonNull(remote, "remote") instanceof InetSocketAddress address)) {
      throw new UnsupportedAddressTypeException();
    }
    if (address.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    return address;
  }

  void target(InetSocketAddress address) {
    remote = address;
  }

  @Override
  boolean tryOnce() throws IOException {
    boolean done = channel().socket.connect(remote);
    if (done) {
      channel().connect = null;
      complete(null);
    }
    return done;
  }

  /** Closes the channel, which ends this operation: a handler finds it closed. */
  @Override
  void failed(Throwable e) {
    refusal = e;
    channel().close();
  }

  @Override
  protected Throwable closedException() {
    return refusal != null ? refusal : super.closedException();
  }

  /** The connection may have been made, unheard of. */
  @Override
  protected void abandoned() {
    channel().read.kill();
    channel().write.kill();
  }
}
