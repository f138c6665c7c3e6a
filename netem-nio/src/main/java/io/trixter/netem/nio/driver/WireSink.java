package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.End;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The last stage: the inner channel. */
final class WireSink implements Sink {
  private final FaultChannel channel;
  private final AsynchronousSocketChannel inner;
  private final ReactorChannel ours; // null if the channel is another provider's

  WireSink(FaultChannel channel, AsynchronousSocketChannel inner) {
    this.channel = channel;
    this.inner = inner;
    ours = inner instanceof ReactorChannel known ? known : null;
  }

  @Override
  @SuppressWarnings("unchecked") // a handler of one buffer takes an Integer, of several a Long
  public <A> void write(
      ByteBuffer one,
      ByteBuffer[] several,
      long nanos,
      A attachment,
      CompletionHandler<?, ? super A> handler) {
    if (ours != null) {
      ours.startWrite(one, several, nanos, attachment, handler);
    } else if (several == null) {
      var told = (CompletionHandler<Integer, ? super A>) handler;
      inner.write(one, nanos, TimeUnit.NANOSECONDS, attachment, told);
    } else {
      var told = (CompletionHandler<Long, ? super A>) handler;
      inner.write(several, 0, several.length, nanos, TimeUnit.NANOSECONDS, attachment, told);
    }
  }

  @Override
  public boolean passes() {
    return true;
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
    if (ours != null) {
      ours.whenDrained(thrown -> task.accept(thrown == null ? null : channel.explained(thrown)));
    } else {
      task.accept(null);
    }
  }

  @Override
  public int room(int wanted, Runnable task) {
    return ours == null ? wanted : ours.room(wanted, task);
  }

  @Override
  public void check() {
    if (ours != null) {
      ours.checkWrite();
    } else if (!channel.isConnected()) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public void abandon() {
    if (ours != null) {
      ours.abandonWrite();
    }
  }

  @Override
  public void closed() {}
}
