package io.trixter.netem.nio.stress;

import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A thread that replaces connections that have ended, and now and then spoils a new one. */
final class PairFactory implements Runnable {
  private static final long REST_NANOS = 100_000;
  private static final int ONE_SPOILT_OF = 10;

  private final SharedState state;
  private final SplittableRandom random;

  PairFactory(SharedState state, SplittableRandom random) {
    this.state = state;
    this.random = random;
  }

  @Override
  public void run() {
    try {
      while (!state.isEnding()) {
        match();
      }
    } catch (Throwable e) {
      state.ledger.violation("no connection was made", e);
    }
  }

  private void match() throws Exception {
    Integer slot = state.vacant.poll();
    if (slot == null) {
      LockSupport.parkNanos(REST_NANOS);
      return;
    }
    if (random.nextInt(ONE_SPOILT_OF) == 0) {
      spoil();
    }
    state.ledger.count("connections");
    state.pairs.set(slot, state.testGroup.connect(random));
  }

  /** A connection whose accept, or whose connect, is cancelled or closed while it is under way. */
  private void spoil() throws Exception {
    state.ledger.count("spoilt connections");
    AsynchronousServerSocketChannel listener = state.testGroup.listen();
    AsynchronousSocketChannel client = state.testGroup.open();
    Future<AsynchronousSocketChannel> accept = listener.accept();
    Future<Void> connect = client.connect(listener.getLocalAddress());
    spoil(accept, listener);
    spoil(connect, client);
    client.close();
    listener.close();
    AsynchronousSocketChannel accepted = outcome(accept);
    if (accepted != null) {
      accepted.close();
    }
    outcome(connect);
  }

  private void spoil(Future<?> future, AutoCloseable channel) throws Exception {
    switch (random.nextInt(4)) {
      case 0 -> future.cancel(true);
      case 1 -> future.cancel(false);
      case 2 -> channel.close();
      default -> Thread.yield();
    }
  }

  private static <V> V outcome(Future<V> future) throws Exception {
    try {
      return future.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | CancellationException spoilt) {
      return null;
    }
  }
}
