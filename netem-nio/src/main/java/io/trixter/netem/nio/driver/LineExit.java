package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Waiter;
import io.trixter.netem.nio.loop.InnerHandler;
import io.trixter.netem.nio.loop.PendingFuture;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.Timer;
import java.io.IOException;
import java.nio.channels.CompletionHandler;

/** The far end of a delay line: hands on what is due, and waits for the next. Reactor's thread. */
final class LineExit extends Timer
    implements CompletionHandler<Integer, Void>, InnerHandler, Runnable {
  private static final int STEPS_A_TURN = 64;

  private final LineChannel channel;
  private final Line line;
  private final Reactor reactor;
  private final Knob delay;
  private final Knob jitter;
  private final Waiter delayTurned = new Turned();
  private final Waiter jitterTurned = new Turned();
  private boolean listening;
  private boolean inside; // the inner channel, which has the first
  private boolean calling; // the inner channel, which may answer before it returns

  LineExit(LineChannel channel, Line line, Knob delay, Knob jitter) {
    this.channel = channel;
    this.line = line;
    this.delay = delay;
    this.jitter = jitter;
    reactor = channel.reactor();
  }

  @Override
  public boolean isInner() {
    return true;
  }

  @Override
  public PendingFuture<?> future() {
    return null;
  }

  private final class Turned extends Waiter {
    @Override
    public void wake() {
      reactor.execute(LineExit.this);
    }
  }

  @Override
  protected void fired() {
    run();
  }

  /** Hands on what is due, then lets those in who wait for room. */
  @Override
  public void run() {
    go();
    channel.roomMade();
  }

  /** Hands on what is due. */
  void go() {
    for (int i = 0; !inside && line.first() != null; i++) {
      if (!channel.isOpen()) {
        return;
      }
      long nanos = line.nanosToFirst(reactor.now());
      if (nanos > 0 && !listening) {
        listening = true; // and look once more: a turn before this would not wake
        delay.add(delayTurned);
        jitter.add(jitterTurned);
      } else if (nanos > 0) {
        reactor.arm(this, nanos);
        return;
      } else if (i == STEPS_A_TURN) {
        reactor.execute(this); // others get their turn
        return;
      } else {
        leave(line.first());
      }
    }
    if (!inside && line.first() == null) {
      stopWaiting();
      channel.emptied();
    }
  }

  private void leave(Held held) {
    if (held.bytes == null) {
      halfClose();
      return;
    }
    inside = true;
    calling = true;
    try {
      channel.inner().write(held.bytes, null, this);
    } catch (RuntimeException e) {
      failed(e, null);
    } finally {
      calling = false;
    }
  }

  private void halfClose() {
    try {
      channel.inner().shutdownOutput();
      line.removeFirst();
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
    if (line.first() == null) {
      return; // closed meanwhile
    }
    if (!line.first().bytes.hasRemaining()) {
      line.removeFirst();
    }
    if (!calling) {
      run();
    }
  }

  private void broken(Throwable thrown) {
    inside = false;
    channel.broken(
        thrown instanceof IOException io ? io : new IOException(thrown.toString(), thrown));
  }

  private void stopWaiting() {
    reactor.disarm(this);
    if (listening) {
      listening = false;
      delay.remove(delayTurned);
      jitter.remove(jitterTurned);
    }
  }

  void dropAll() {
    stopWaiting();
    line.clear();
  }
}
