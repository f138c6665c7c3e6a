package io.trixter.netem.nio.conformance;

import java.net.SocketAddress;
import java.nio.channels.AsynchronousSocketChannel;

/** The ways to start a connect. What they throw at the caller, {@code start} throws. */
enum ConnectForm {
  HANDLER {
    @Override
    Pending<Void> start(AsynchronousSocketChannel channel, SocketAddress address) {
      return Pending.of(Operations.connect(channel, address));
    }
  },
  FUTURE {
    @Override
    Pending<Void> start(AsynchronousSocketChannel channel, SocketAddress address) {
      return Pending.of(channel.connect(address));
    }
  };

  abstract Pending<Void> start(AsynchronousSocketChannel channel, SocketAddress address);
}
