package io.trixter.netem.nio.conformance;

import io.trixter.netem.nio.Outcome;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.TimeUnit;

/** The ways to start a write. What they throw at the caller, {@code start} throws. */
enum WriteForm {
  HANDLER {
    @Override
    Pending<Integer> start(AsynchronousSocketChannel channel, ByteBuffer src) {
      return Pending.of(Operations.write(channel, src));
    }
  },
  TIMED {
    @Override
    Pending<Integer> start(AsynchronousSocketChannel channel, ByteBuffer src) {
      Outcome<Integer> outcome = new Outcome<>();
      channel.write(src, 1, TimeUnit.DAYS, null, outcome);
      return Pending.of(outcome);
    }
  },
  GATHERING {
    @Override
    Pending<Long> start(AsynchronousSocketChannel channel, ByteBuffer src) {
      return Pending.of(Operations.gather(channel, src));
    }
  },
  FUTURE {
    @Override
    Pending<Integer> start(AsynchronousSocketChannel channel, ByteBuffer src) {
      return Pending.of(channel.write(src));
    }
  };

  abstract Pending<? extends Number> start(AsynchronousSocketChannel channel, ByteBuffer src);

  final Pending<? extends Number> start(AsynchronousSocketChannel channel) {
    return start(channel, ByteBuffer.allocate(10));
  }
}
