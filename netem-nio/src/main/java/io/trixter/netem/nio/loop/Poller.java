package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * The selector of one loop, what it found ready, and the sockets to be closed once it has let go of
 * them. Confined to the loop's thread, except {@link #wakeup}.
 */
class Poller {
  private static final int MOST_READY = 1024;

  private volatile Selector selector = Selector.open();
  private final Consumer<SelectionKey> collector = this::collect;
  private final Selectable[] ready = new Selectable[MOST_READY];
  private int found;
  private int taken;
  private Selectable closing;

  /** A poller with nothing registered. */
  Poller() throws IOException {}

  void register(SelectableChannel channel, Selectable attachment) throws IOException {
    attachment.key = channel.register(selector, 0, attachment);
  }

  /** Looks for what is ready, without waiting. */
  void pollNow() throws IOException {
    selector.selectNow(collector);
  }

  /** Waits for something to be ready, or a wake-up; {@code millis} of 0 is for ever. */
  void poll(long millis) throws IOException {
    selector.select(collector, millis);
  }

  /** Ends a wait that goes on, or the next one. Any thread. */
  void wakeup() {
    selector.wakeup();
  }

  /** Keeps what is ready; the next poll reports what there is no room for once more. */
  private void collect(SelectionKey key) {
    if (found < MOST_READY) {
      Selectable selectable = (Selectable) key.attachment();
      selectable.readyOps |= key.readyOps();
      ready[found++] = selectable;
    }
  }

  /** How many were found ready and not yet taken. */
  int readyCount() {
    return found - taken;
  }

  /** Takes the next that is ready; null if there is none left. */
  Selectable next() {
    if (taken == found) {
      taken = 0;
      found = 0;
      return null;
    }
    Selectable next = ready[taken];
    ready[taken++] = null;
    return next;
  }

  /**
   * Closes {@code socket} after the next poll, which lets go of it. Closed while it is registered,
   * the JDK would ask for its linger time and shut it down first.
   */
  void close(SocketChannel socket) throws IOException {
    SelectionKey key = socket.keyFor(selector);
    if (key == null) {
      socket.close();
    } else {
      Selectable selectable = (Selectable) key.attachment();
      selectable.nextClosing = closing;
      closing = selectable;
      key.cancel(); // last: it may lack memory
    }
  }

  boolean hasClosing() {
    return closing != null;
  }

  /** Closes the sockets that the last poll has let go of. */
  void closeReleased() {
    while (closing != null) {
      Selectable released = closing;
      closing = released.nextClosing;
      released.nextClosing = null;
      try {
        released.key.channel().close();
      } catch (IOException ignored) {
        // the descriptor is gone either way
      }
    }
  }

  /**
   * Registers everything with a new selector and closes the old one. That may have lost an interest
   * or a cancellation when memory ran out in the midst of one of its methods. If this throws,
   * nothing has changed.
   */
  void rebuild() throws IOException {
    Selector fresh = Selector.open();
    try {
      for (SelectionKey key : selector.keys()) {
        if (key.isValid() && key.channel().isOpen()) {
          key.channel().register(fresh, key.interestOps(), key.attachment());
        }
      }
    } catch (Throwable e) {
      fresh.close();
      throw e;
    }
    for (SelectionKey key : fresh.keys()) {
      ((Selectable) key.attachment()).key = key;
    }
    Selector old = selector;
    selector = fresh;
    old.close();
  }

  /** Calls {@code action} with each that is registered. */
  void forEach(Consumer<Selectable> action) {
    for (SelectionKey key : selector.keys()) {
      action.accept((Selectable) key.attachment());
    }
  }

  /** Lets go of everything. */
  void close() {
    try {
      selector.close();
    } catch (IOException ignored) {
      // nothing waits on it any more
    }
    closeReleased();
  }
}
