package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.nio.loop.InnerHandler;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;

/** The far end of a delay line: hands on what is due, and waits for the next. Reactor's thread. */
final class LineExit extends Timer
    implements CompletionHandler<Integer, Void>, InnerHandler, Runnable {
  private static final int STEPS_AN_ITERATION = 16;

  private final LineSink line;
  private final FaultChannel channel;
  private final DelayQueue queue;
  private final Reactor reactor;
  private final KnobListener delaySet;
  private final KnobListener jitterSet;
  private boolean inside; // the next stage, which has the first chunk
  private boolean calling; // the next stage, which may answer before it returns

  LineExit(LineSink line, FaultChannel channel, DelayQueue queue) {
    this.line = line;
    this.channel = channel;
    this.queue = queue;
    reactor = channel.reactor();
    delaySet = new KnobListener(reactor, this);
    jitterSet = new KnobListener(reactor, this);
  }

  @Override
  protected void fired() {
    run();
  }

  /** What is held cannot leave in order any more. */
  @Override
  protected void firingFailed(Throwable error) {
    channel.reset();
  }

  /** Hands on what is due; resets the channel if that throws, for bytes may be missing then. */
  @Override
  public void run() {
    try {
      handOn();
    } catch (RuntimeException | Error thrown) {
      channel.reset();
      throw thrown;
    }
  }

  private void handOn() {
    boolean left = false;
    for (int i = 0; !inside && !queue.isEmpty(); i++) {
      if (!channel.isOpen()) {
        return;
      }
      long nanos = queue.nanosToFirst(reactor.now());
      if (nanos > 0) {
        if (listen()) { // else it looks once more: a knob set before this would not wake
          reactor.arm(this, nanos);
          break;
        }
      } else if (i == STEPS_AN_ITERATION) {
        reactor.execute(this); // others get their share
        break;
      } else {
        left = true;
        leave();
      }
    }
    if (!inside && queue.isEmpty()) {
      stopWaiting();
      line.emptied();
    } else if (left) {
      line.roomMade();
    }
  }

  private void leave() {
    ByteBuffer bytes = queue.first();
    if (bytes == null) {
      end();
      return;
    }
    inside = true;
    calling = true;
    try {
      line.next.write(bytes, null, 0, null, this);
    } catch (RuntimeException e) {
      failed(e, null);
    } finally {
      calling = false;
    }
  }

  private void end() {
    try {
      line.next.end(queue.end());
      queue.removeFirst();
    } catch (IOException | RuntimeException e) {
      broken(e);
    }
  }

  @Override
  public void completed(Integer moved, Void ignored) {
    if (reactor.inReactor()) {
      left();
    } else {
      reactor.execute(this::left);
    }
  }

  @Override
  public void failed(Throwable thrown, Void ignored) {
    reactor.run(() -> broken(thrown));
  }

  private void left() {
    inside = false;
    ByteBuffer bytes = queue.first();
    if (bytes == null) {
      return; // closed meanwhile
    }
    if (!bytes.hasRemaining()) {
      queue.removeFirst();
    }
    if (!calling) {
      run();
      line.roomMade();
    }
  }

  private void broken(Throwable thrown) {
    inside = false;
    line.broken(thrown instanceof IOException io ? io : new IOException(thrown.toString(), thrown));
  }

  /** Listens to the knobs, until nothing is held; returns whether it did already. */
  boolean listen() {
    boolean listens = delaySet.listensTo(queue.delay());
    jitterSet.listensTo(queue.jitter());
    return listens;
  }

  private void stopWaiting() {
    reactor.disarm(this);
    delaySet.stop();
    jitterSet.stop();
  }

  void dropAll() {
    stopWaiting();
    queue.clear();
  }
}
