package io.trixter.netem.stream;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Starts the threads of delay lines: virtual ones where there are such, else daemons. */
final class LineThreads {
  private static final Method START_VIRTUAL = startVirtual();

  private LineThreads() {}

  private static Method startVirtual() {
    try {
      boolean has = Runtime.version().feature() >= 21; // a preview before that
      return has ? Thread.class.getMethod("startVirtualThread", Runnable.class) : null;
    } catch (NoSuchMethodException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  static void start(Runnable line) {
    if (START_VIRTUAL == null) {
      Thread thread = new Thread(line, "netem-delay-line");
      thread.setDaemon(true);
      thread.start();
      return;
    }
    try {
      START_VIRTUAL.invoke(null, line);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("a virtual thread did not start", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a virtual thread did not start", e);
    }
  }
}
