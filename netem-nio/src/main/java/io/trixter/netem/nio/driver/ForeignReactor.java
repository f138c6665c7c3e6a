package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.Operation;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.Timer;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;

/**
 * A reactor for a channel of another provider: the work is a loop's, but callers' handlers run on
 * the threads of the channel's own group. An operation of no bytes gets them there, for it
 * completes at once, on the group's threads, and needs one idle direction alone. With a read and a
 * write pending in the channel itself there is none, and the handler runs where the loop's do.
 */
final class ForeignReactor implements Reactor {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final CompletionHandler<Integer, Runnable> TELL =
      new CompletionHandler<>() {
        @Override
        public void completed(Integer none, Runnable teller) {
          teller.run();
        }

        @Override
        public void failed(Throwable closed, Runnable teller) {
          teller.run();
        }
      };

  private final Reactor loop;
  private final AsynchronousSocketChannel channel;

  ForeignReactor(Reactor loop, AsynchronousSocketChannel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  @Override
  public void deliver(Operation<?> ended) {
    if (ended.endsInside() || !(byWrite(ended.teller()) || byRead(ended.teller()))) {
      loop.deliver(ended);
    }
  }

  private boolean byWrite(Runnable teller) {
    try {
      channel.write(NOTHING.duplicate(), teller, TELL);
      return true;
    } catch (RuntimeException busy) {
      return false;
    }
  }

  private boolean byRead(Runnable teller) {
    try {
      channel.read(NOTHING.duplicate(), teller, TELL);
      return true;
    } catch (RuntimeException busy) {
      return false;
    }
  }

  @Override
  public long now() {
    return loop.now();
  }

  @Override
  public boolean inReactor() {
    return loop.inReactor();
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  @Override
  public void run(Runnable task) {
    loop.run(task);
  }

  @Override
  public void arm(Timer timer, long nanos) {
    loop.arm(timer, nanos);
  }

  @Override
  public void disarm(Timer timer) {
    loop.disarm(timer);
  }
}
