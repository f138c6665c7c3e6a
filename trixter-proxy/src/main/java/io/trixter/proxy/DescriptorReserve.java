package io.trixter.proxy;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A few descriptors that are held while there are enough, and dropped when they run out: so the
 * API, whose server would spin on a client that it cannot accept, goes on being served while
 * relaying pauses. Safe for any thread.
 */
final class DescriptorReserve {
  private static final int MOST = 16;
  private static final int ONE_CONNECTION = 2;

  private final ReentrantLock lock = new ReentrantLock();
  private final List<SocketChannel> held = new ArrayList<>(MOST);
  private final int size;

  /** Takes what there is to be had. */
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

  /** Gives the descriptors to whoever needs them more. */
  void drop() {
    lock.lock();
    try {
      dropBeyond(0);
    } finally {
      lock.unlock();
    }
  }

  /** Takes them again; false, and takes none, if there are not these and a connection's. */
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
