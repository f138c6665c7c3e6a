package io.trixter.proxy.junit;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyEvent;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.model.FaultKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A record of what happened to the connections of a proxy while a test ran, attached to the test's
 * failure as a suppressed exception. Its message says how to repeat the failure: the seed to run
 * the test again with, and the record that repeats it to the byte.
 */
public final class FaultLog extends Exception {
  private static final long serialVersionUID = 1L;

  private FaultLog(String message) {
    super(message, null, false, false);
  }

  /** The log's lines, after the name of this class. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the short name, before the message
  public String toString() {
    return "FaultLog: " + getMessage();
  }

  /** Keeps the last events. Safe for any thread. */
  static final class Recorder implements Consumer<ProxyEvent> {
    private static final int MOST = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<String> events = new ArrayDeque<>();
    private long dropped;

    @Override
    public void accept(ProxyEvent event) {
      lock.lock();
      try {
        if (events.size() == MOST) {
          events.removeFirst();
          dropped++;
        }
        events.addLast(event.toString());
      } finally {
        lock.unlock();
      }
    }

    /**
     * Returns what they say of a failure.
     *
     * @param name of the extension; null where it has none
     * @param repeat how to repeat it
     */
    FaultLog log(String name, Proxy proxy, String repeat) {
      StringBuilder text = new StringBuilder(name == null ? "" : name + ": ");
      text.append(repeat).append("; faults applied:");
      for (FaultKind kind : FaultKind.values()) {
        text.append(' ').append(kind.label()).append('=').append(proxy.metrics().applied(kind));
      }
      for (SharedFault fault : proxy.faults().list()) {
        text.append(' ').append(fault.name()).append('=').append(fault.applied());
      }
      lock.lock();
      try {
        if (dropped > 0) {
          text.append("\n  (").append(dropped).append(" earlier events dropped)");
        }
        events.forEach(event -> text.append("\n  ").append(event));
      } finally {
        lock.unlock();
      }
      return new FaultLog(text.toString());
    }
  }
}
