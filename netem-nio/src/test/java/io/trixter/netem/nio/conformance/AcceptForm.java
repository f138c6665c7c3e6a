package io.trixter.netem.nio.conformance;

import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;

/** The ways to start an accept. What they throw at the caller, {@code start} throws. */
enum AcceptForm {
  HANDLER {
    @Override
    Pending<AsynchronousSocketChannel> start(AsynchronousServerSocketChannel server) {
      return Pending.of(Operations.accept(server));
    }
  },
  FUTURE {
    @Override
    Pending<AsynchronousSocketChannel> start(AsynchronousServerSocketChannel server) {
      return Pending.of(server.accept());
    }
  };

  abstract Pending<AsynchronousSocketChannel> start(AsynchronousServerSocketChannel server);
}
