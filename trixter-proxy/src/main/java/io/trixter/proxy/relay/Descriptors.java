package io.trixter.proxy.relay;

import static io.trixter.proxy.relay.Log.LOG;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the process has file descriptors left. When they run out, all its acceptors pause and
 * each tries again ten times a second. Safe for any thread.
 */
final class Descriptors {
  private static final long TRY_EVERY_NANOS = 50_000_000;

  private final DescriptorReserve reserve = new DescriptorReserve();
  private final Set<Acceptor> acceptors = ConcurrentHashMap.newKeySet();
  private final AtomicLong triedAt = new AtomicLong();
  private final RareWarning warning = new RareWarning();

  /**
   * Adds an acceptor, which pauses when descriptors run out.
   *
   * @throws IOException if its own descriptor leaves too few for the API and a connection; the
   *     first acceptor is always added
   */
  void add(Acceptor acceptor) throws IOException {
    acceptors.add(acceptor);
    if (acceptors.size() == 1) {
      reserve.restore(); // its own accepting tells whether there are any
    } else if (!reserve.hasRoomBeside()) {
      throw new IOException("Too many open files");
    } else if (isLacking()) {
      acceptor.pause();
    }
  }

  /** Removes an acceptor that is being closed. */
  void remove(Acceptor acceptor) {
    acceptors.remove(acceptor);
  }

  /** Notes that a descriptor was not to be had: relaying pauses until there are enough again. */
  void lack(Throwable why) {
    reserve.drop();
    for (Acceptor each : acceptors) {
      each.pause();
    }
    warn(why);
  }

  /** Logs that accepting pauses, once in ten seconds at most. */
  void warn(Throwable why) {
    if (warning.isDue()) {
      LOG.warn("accepting paused: {}; trying again", why.getMessage());
    }
  }

  /** Returns whether relaying has to wait for descriptors. */
  boolean isLacking() {
    return reserve.isDropped();
  }

  /** Tries to open the reserve again; returns whether there are enough descriptors. */
  boolean regain() {
    return !isLacking() || (mayTry() && reserve.regain());
  }

  /** Keeps many acceptors from trying each on its own. */
  private boolean mayTry() {
    long now = System.nanoTime();
    long before = triedAt.get();
    return (before == 0 || now - before >= TRY_EVERY_NANOS) && triedAt.compareAndSet(before, now);
  }

  /** Frees the reserve. */
  void close() {
    reserve.drop();
  }
}
