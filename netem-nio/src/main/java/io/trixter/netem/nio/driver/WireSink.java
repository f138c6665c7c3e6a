package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.End;
import io.trixter.netem.nio.loop.Direction;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.function.Consumer;

/** The last stage: the inner channel. */
record WireSink(FaultChannel channel, ReactorChannel inner) implements Sink {
  @Override
  public <A> void write(
      ByteBuffer one,
      ByteBuffer[] several,
      long nanos,
      A attachment,
      CompletionHandler<?, ? super A> handler) {
    inner.start(Direction.WRITE, one, several, nanos, attachment, handler);
  }

  @Override
  public boolean passes() {
    return true;
  }

  @Override
  public long entered() {
    return inner.moved(Direction.WRITE);
  }

  @Override
  public void end(End end) throws IOException {
    if (end == End.HALF_CLOSE) {
      inner.shutdownOutput();
    } else {
      channel.ended(end);
    }
  }

  @Override
  public void whenDrained(Consumer<Throwable> task) {
    inner.whenDrained(task);
  }

  @Override
  public int room(int wanted, Runnable task) {
    return inner.room(wanted, task);
  }

  @Override
  public void check() {
    inner.check(Direction.WRITE);
  }

  @Override
  public void abandonWrite() {
    inner.abandon(Direction.WRITE);
  }

  @Override
  public void closed() {}
}
