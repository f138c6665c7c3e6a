package io.trixter.proxy.junit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The running proxies of one extension: several where classes that inherit a static field run in
 * parallel. Safe for any thread.
 */
final class Sessions {
  private final List<Session> running = new CopyOnWriteArrayList<>();

  /** The session of the class or test that runs on this thread, or that started this thread. */
  @SuppressWarnings("ThreadLocalUsage") // one for each extension
  private final ThreadLocal<Session> current = new InheritableThreadLocal<>();

  /** Makes a session current on this thread, and returns the previous one, or null. */
  Session enter(Session session) {
    Session previous = current.get();
    current.set(session);
    return previous;
  }

  /** Makes the previous session current again. */
  void leave(Session previous) {
    if (previous == null) {
      current.remove();
    } else {
      current.set(previous);
    }
  }

  void add(Session session) {
    running.add(session);
  }

  void close(Session session) {
    running.remove(session);
    session.close();
  }

  /** The current session, or the only one. */
  Session get() {
    Session session = current.get();
    List<Session> all = List.copyOf(running);
    if (session != null && all.contains(session)) {
      return session;
    }
    if (all.isEmpty()) {
      throw new IllegalStateException("the proxy runs during a test only");
    }
    if (all.size() > 1) {
      throw new IllegalStateException(
          "this extension runs "
              + all.size()
              + " proxies at once, and no test that uses it started this thread:"
              + " take the proxy as a parameter of the test");
    }
    return all.get(0);
  }
}
