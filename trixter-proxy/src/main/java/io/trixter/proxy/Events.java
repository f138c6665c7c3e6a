package io.trixter.proxy;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The listeners of a host or a proxy. Calls them in the order in which they were added, on the
 * thread that fires and under no lock of the proxy's loops. Safe for any thread.
 */
final class Events {
  private final List<Consumer<? super ProxyEvent>> listeners = new CopyOnWriteArrayList<>();
  private final Events outer; // of the host; null for the host's own

  Events(Events outer) {
    this.outer = outer;
  }

  void add(Consumer<? super ProxyEvent> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  void remove(Consumer<? super ProxyEvent> listener) {
    listeners.remove(listener);
  }

  /** Returns how many there are, without those of the host. */
  int size() {
    return listeners.size();
  }

  /** Calls the host's listeners, the log among them, then those of this. */
  void fire(ProxyEvent event) {
    if (outer != null) {
      outer.fire(event);
    }
    for (Consumer<? super ProxyEvent> each : listeners) {
      tell(each, event);
    }
  }

  /**
   * Calls {@code listener}. If it throws, the thread's uncaught exception handler gets the
   * exception; the other listeners are still called.
   */
  private static void tell(Consumer<? super ProxyEvent> listener, ProxyEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException | Error e) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, e);
    }
  }
}
