package io.trixter.netem.stream;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Starts the threads of delay lines: virtual ones where there are such, else daemons. */
final class LineThreads {
  private static final int FIRST_WITH_VIRTUAL = 21;
  private static final MethodHandle START_VIRTUAL = startVirtual();

  private LineThreads() {}

  private static MethodHandle startVirtual() {
    if (Runtime.version().feature() < FIRST_WITH_VIRTUAL) {
      return null;
    }
    try {
      return MethodHandles.publicLookup()
          .findStatic(
              Thread.class,
              "startVirtualThread",
              MethodType.methodType(Thread.class, Runnable.class));
    } catch (ReflectiveOperationException e) {
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
      START_VIRTUAL.invoke(line);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
