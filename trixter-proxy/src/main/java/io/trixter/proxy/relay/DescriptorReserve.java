package io.trixter.proxy.relay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A few file descriptors, kept while there are enough and freed when they run out. The API's
 * server, which would spin on a client that it cannot accept, uses them while relaying pauses. Safe
 * for any thread.
 */
final class DescriptorReserve {
  private static final int MOST = 16;
  private static final int ONE_CONNECTION = 2;
  private static final int CLIENTS_OF_THE_API = 6;

  private final ReentrantLock lock = new ReentrantLock();
  private final Supply supply;
  private final List<Closeable> held = new ArrayList<>(MOST);
  private final int size;
  private volatile boolean dropped;
  private int fewest; // that were free since they ran out

  /** Opens the descriptors, or none if there are too few. */
  DescriptorReserve() {
    this(SocketChannel::open);
  }

  DescriptorReserve(Supply supply) {
    this.supply = supply;
    take(MOST);
    size = held.size() == MOST ? MOST : 0;
    dropBeyond(size);
  }

  private void take(int wanted) {
    try {
      while (held.size() < wanted) {
        held.add(supply.open());
      }
    } catch (IOException lacking) {
      // that is all there are
    }
  }

  private void dropBeyond(int kept) {
    while (held.size() > kept) {
      try {
        held.remove(held.size() - 1).close();
      } catch (IOException ignored) {
        // its descriptor is gone either way
      }
    }
  }

  /** Frees the descriptors: there are no others. */
  void drop() {
    lock.lock();
    try {
      if (!dropped) {
        dropped = true;
        fewest = held.size();
      }
      dropBeyond(0);
    } finally {
      lock.unlock();
    }
  }

  /** Whether it has been dropped, and there have not been enough descriptors since. */
  boolean isDropped() {
    return dropped;
  }

  /** Opens as many of them again as can be had beside one connection. */
  void restore() {
    lock.lock();
    try {
      take(size + ONE_CONNECTION);
      keep();
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    dropBeyond(Math.max(0, held.size() - ONE_CONNECTION));
    dropped = false;
  }

  /**
   * Returns whether all that it keeps at most can be had, and beside them enough for one connection
   * and a few clients of the API. Holds as many as before on return.
   */
  boolean hasRoomBeside() {
    lock.lock();
    try {
      int before = held.size();
      int wanted = size + ONE_CONNECTION + CLIENTS_OF_THE_API;
      take(wanted);
      boolean room = held.size() == wanted;
      dropBeyond(before);
      return room;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Opens them again if they have been dropped, unless that would leave too few for one connection.
   * Where others have opened some meanwhile and keep them, as a client of the API does, enough is
   * as many as one connection gives back, or one more than before while half of the reserve is left
   * (the JVM may have opened a jar meanwhile). The reserve is smaller then.
   *
   * @return whether there are enough
   */
  boolean regain() {
    lock.lock();
    try {
      if (!dropped) {
        return true;
      }
      take(size + ONE_CONNECTION);
      int free = held.size();
      boolean oneCameBack = free > fewest && free - ONE_CONNECTION >= size / 2;
      if (free == size + ONE_CONNECTION
          || free - ONE_CONNECTION >= fewest
          || oneCameBack
          || size == 0) {
        keep();
        return true;
      }
      fewest = Math.min(fewest, free);
      dropBeyond(0);
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Where descriptors come from. */
  interface Supply {
    Closeable open() throws IOException;
  }
}
