package io.trixter.proxy;

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

  private final ReentrantLock lock = new ReentrantLock();
  private final List<SocketChannel> held = new ArrayList<>(MOST);
  private final int size;

  /** Opens the descriptors, or none if there are too few. */
  DescriptorReserve() {
    size = take(MOST) ? MOST : 0;
  }

  private boolean take(int wanted) {
    try {
      while (held.size() < wanted) {
        held.add(SocketChannel.open());
      }
      return true;
    } catch (IOException lacking) {
      dropBeyond(0);
      return false;
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

  /** Frees the descriptors. */
  void drop() {
    lock.lock();
    try {
      dropBeyond(0);
    } finally {
      lock.unlock();
    }
  }

  /** Opens them again; false, and opens none, if that would leave too few for one connection. */
  boolean regain() {
    lock.lock();
    try {
      boolean enough = size == 0 || take(size + ONE_CONNECTION);
      dropBeyond(size);
      return enough;
    } finally {
      lock.unlock();
    }
  }
}
