package io.trixter.proxy.api;

import java.time.Duration;

/**
 * Bounds how long a worker thread waits for the client of its request. While the thread waits it
 * may be interrupted, which closes the channel that it waits in; while it works it may not.
 */
final class ClientTimeout {
  /** How long a client may take to send its request, and again to take its answer. */
  static final Duration REQUEST = Duration.ofSeconds(20);

  /** How long a client may go on sending what nobody reads; a tick short of what was promised. */
  static final Duration DISCARD = Duration.ofMillis(1900);

  private static final Duration CROWDED = Duration.ofMillis(250);
  private static final ThreadLocal<ClientTimeout> CURRENT = new ThreadLocal<>();

  private final Thread thread = Thread.currentThread();
  private boolean waiting;
  private long since;
  private Duration limit;

  private ClientTimeout() {}

  /** Starts to bound this thread's waiting. */
  static ClientTimeout begin() {
    ClientTimeout timeout = new ClientTimeout();
    timeout.start(REQUEST);
    CURRENT.set(timeout);
    return timeout;
  }

  /** The timeout of this thread, or null. */
  static ClientTimeout current() {
    return CURRENT.get();
  }

  /** The thread waits for its client from now on, for at most {@code limit}. */
  synchronized void start(Duration limit) {
    waiting = true;
    since = System.nanoTime();
    this.limit = limit;
  }

  /** The thread does not wait for its client any more. */
  synchronized void settle() {
    waiting = false;
    Thread.interrupted(); // came too late to matter
  }

  void end() {
    settle();
    CURRENT.remove();
  }

  /** Interrupts the thread if its client has taken too long; sooner when others want it. */
  synchronized void expire(boolean crowded) {
    Duration most = crowded && limit.compareTo(CROWDED) > 0 ? CROWDED : limit;
    if (waiting && System.nanoTime() - since > most.toNanos()) {
      waiting = false;
      thread.interrupt();
    }
  }
}
