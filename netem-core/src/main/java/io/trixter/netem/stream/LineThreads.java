package io.trixter.netem.stream;

import java.util.concurrent.ThreadFactory;

/** Starts the threads of delay lines: virtual ones where there are such, else daemons. */
final class LineThreads {
  private static final ThreadFactory FACTORY = factory();

  private LineThreads() {}

  private static ThreadFactory factory() {
    if (Runtime.version().feature() < 21) { // a preview before that
      return LineThreads::daemon;
    }
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      return (ThreadFactory) type.getMethod("factory").invoke(builder);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static Thread daemon(Runnable line) {
    Thread thread = new Thread(line, "netem-delay-line");
    thread.setDaemon(true);
    return thread;
  }

  static void start(Runnable line) {
    FACTORY.newThread(line).start();
  }
}
