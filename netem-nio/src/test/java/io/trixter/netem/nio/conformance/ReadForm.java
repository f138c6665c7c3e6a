package io.trixter.netem.nio.conformance;

import io.trixter.netem.nio.Outcome;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.TimeUnit;

/** The ways to start a read. What they throw at the caller, {@code start} throws. */
enum ReadForm {
  HANDLER {
    @Override
    Pending<Integer> start(AsynchronousSocketChannel channel, ByteBuffer dst) {
      return Pending.of(Operations.read(channel, dst));
    }
  },
  TIMED {
    @Override
    Pending<Integer> start(AsynchronousSocketChannel channel, ByteBuffer dst) {
      Outcome<Integer> outcome = new Outcome<>();
      channel.read(dst, 1, TimeUnit.DAYS, null, outcome);
      return Pending.of(outcome);
    }
  },
  SCATTERING {
    @Override
    Pending<Long> start(AsynchronousSocketChannel channel, ByteBuffer dst) {
      return Pending.of(Operations.scatter(channel, dst));
    }
  },
  FUTURE {
    @Override
    Pending<Integer> start(AsynchronousSocketChannel channel, ByteBuffer dst) {
      return Pending.of(channel.read(dst));
    }
  };

  abstract Pending<? extends Number> start(AsynchronousSocketChannel channel, ByteBuffer dst);

  final Pending<? extends Number> start(AsynchronousSocketChannel channel) {
    return start(channel, ByteBuffer.allocate(10));
  }
}
