package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A selector, and the sockets to be closed once it has let go of them. Its timeouts are whole
 * milliseconds: it selects for those and parks out the last fraction in short steps, looking for
 * ready sockets between them. Threads as {@link Poller} says.
 */
class SelectorPoller extends Poller {
  private static final long MILLISECOND = 1_000_000;
  private static final long PARK_STEP = 50_000;

  /** A selectable that is the attachment of its key. The loop's thread. */
  interface Registered {
    /** It has this key from now on. */
    void registered(SelectionKey as);
  }

  private volatile Selector selector = Selector.open();
  private final Consumer<SelectionKey> collector = this::collect;
  private SelectorSocket closing;

  /** A poller with nothing registered. */
  SelectorPoller() throws IOException {}

  @Override
  public LoopSocket openSocket(ProtocolFamily family) throws IOException {
    return new SelectorSocket(family == null ? SocketChannel.open() : SocketChannel.open(family));
  }

  @Override
  public LoopServerSocket openServerSocket(ProtocolFamily family) throws IOException {
    return new SelectorServerSocket(
        family == null ? ServerSocketChannel.open() : ServerSocketChannel.open(family));
  }

  <T extends Selectable & Registered> void register(SelectableChannel channel, T attachment)
      throws IOException {
    attachment.registered(channel.register(selector, 0, attachment));
  }

  @Override
  public void poll(long nanos, BooleanSupplier hasWork) throws IOException {
    if (nanos == 0) {
      pollNow();
    } else if (nanos >= MILLISECOND) {
      selector.select(collector, nanos == TimerHeap.NEVER ? 0 : nanos / MILLISECOND);
    } else {
      parkOut(nanos, hasWork);
    }
    closeReleased();
  }

  private void pollNow() throws IOException {
    selector.selectNow(collector);
  }

  private void parkOut(long nanos, BooleanSupplier hasWork) throws IOException {
    long start = System.nanoTime();
    for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
      pollNow();
      if (readyCount() > 0 || hasWork.getAsBoolean()) {
        return;
      }
      LockSupport.parkNanos(this, Math.min(left, PARK_STEP));
    }
    pollNow();
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  private void collect(SelectionKey key) {
    report((Selectable) key.attachment(), key.readyOps());
  }

  /**
   * Closes {@code socket} after the next poll, which lets go of it. Closed while it is registered,
   * the JDK would ask for its linger time and shut it down first.
   *
   * @param key under which it is registered; null if it is not
   */
  void close(SelectorSocket socket, SelectionKey key) throws IOException {
    if (key == null || !selector.isOpen()) {
      socket.discard();
    } else {
      socket.nextClosing(closing);
      closing = socket;
      key.cancel(); // last: it may lack memory
    }
  }

  /** Closes {@code server} so that its descriptor is free on return. */
  void close(ServerSocketChannel server) throws IOException {
    server.close();
    try {
      pollNow(); // deregisters it
    } catch (ClosedSelectorException e) {
      // a loop that has died has none, and the descriptor is gone
    }
  }

  @Override
  public boolean hasClosing() {
    return closing != null;
  }

  private void closeReleased() {
    while (closing != null) {
      SelectorSocket released = closing;
      closing = released.nextClosing();
      released.nextClosing(null);
      try {
        released.discard();
      } catch (IOException ignored) {
        // the descriptor is gone either way
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Registers everything with a new selector and closes the old one, which may have lost an
   * interest or a cancellation.
   */
  @Override
  public void rebuild() throws IOException {
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
      ((Registered) key.attachment()).registered(key);
    }
    Selector old = selector;
    selector = fresh;
    old.close();
  }

  @Override
  public void forEach(Consumer<Selectable> action) {
    for (SelectionKey key : selector.keys()) {
      action.accept((Selectable) key.attachment());
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException ignored) {
      // nothing waits on it any more
    }
    closeReleased();
  }
}
