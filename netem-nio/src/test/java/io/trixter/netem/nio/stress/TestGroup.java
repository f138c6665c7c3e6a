package io.trixter.netem.nio.stress;

import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A channel group of the kind under test, with a listener, and its threads. */
final class TestGroup {
  private static final long PATIENCE_SECONDS = 30;

  volatile AsynchronousChannelGroup group; // null once it was left
  private final ChannelKind kind;
  private final Ledger ledger;
  private final Faults faults;
  private final ThreadGroup threadGroup = new ThreadGroup("stress");
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final AtomicInteger number = new AtomicInteger();
  private volatile AsynchronousServerSocketChannel listener; // as group

  TestGroup(ChannelKind kind, Ledger ledger, Faults faults) throws IOException {
    this.kind = kind;
    this.ledger = ledger;
    this.faults = faults;
    group = kind.openGroup(this::thread);
    listener = listen();
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(threadGroup, task, "stress-group-" + number.incrementAndGet());
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (on, thrown) -> ledger.violation("uncaught on " + on, thrown));
    threads.removeIf(one -> one.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    return thread;
  }

  boolean mayRunHandlers(Thread thread) {
    return kind.mayRunHandlers(thread, threadGroup);
  }

  AsynchronousServerSocketChannel listen() throws IOException {
    return kind.provider()
        .openAsynchronousServerSocketChannel(group)
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** A channel that is not connected, without faults. */
  AsynchronousSocketChannel open() throws IOException {
    return kind.provider().openAsynchronousSocketChannel(group);
  }

  /** A connection, faults on both ends if the kind has them. */
  Pair connect(SplittableRandom random) throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    listener.accept(null, accepted);
    AsynchronousSocketChannel client = wrap(open());
    Outcome<Void> connected = new Outcome<>();
    client.connect(listener.getLocalAddress(), null, connected);
    connected.value();
    return new Pair(client, wrap(accepted.value()), random);
  }

  private AsynchronousSocketChannel wrap(AsynchronousSocketChannel channel) {
    return kind.isFaulty() ? faults.wrap(channel) : channel;
  }

  /**
   * Ends the group, waits for its threads and forgets it; false if they do not end. The JVM keeps
   * workers of a pool that were looked at for locks, and would keep all that they lead to.
   */
  boolean leave() throws IOException, InterruptedException {
    group.shutdownNow();
    boolean terminated = group.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      terminated &= !thread.isAlive();
    }
    group = null;
    listener = null;
    return terminated;
  }
}
