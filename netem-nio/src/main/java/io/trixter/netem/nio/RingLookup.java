package io.trixter.netem.nio;

import io.trixter.netem.nio.loop.Pollers;
import java.lang.reflect.InvocationTargetException;

/** Finds io_uring's pollers, which only the part of this library for Java 22 and newer has. */
final class RingLookup {
  private static final int LEAST_FEATURE = 22;
  private static final String POLLERS = "io.trixter.netem.nio.ring.RingPollers";

  private RingLookup() {}

  /**
   * Returns them.
   *
   * @throws UnsupportedOperationException if this JVM or its system does not allow them; the
   *     message says why
   */
  static Pollers pollers() {
    return pollers(POLLERS);
  }

  /** Returns what the static method {@code get} of that class does. */
  static Pollers pollers(String className) {
    try {
      return (Pollers) Class.forName(className).getMethod("get").invoke(null);
    } catch (ClassNotFoundException e) {
      throw refused(lacking(), e);
    } catch (InvocationTargetException e) {
      throw refused(reason(e.getCause()), e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw refused(e.toString(), e);
    }
  }

  private static String lacking() {
    return Runtime.version().feature() < LEAST_FEATURE
        ? "it needs Java 22 or newer (this is " + System.getProperty("java.version") + ")"
        : "this netem-nio lacks it: made by a JDK older than 22, or in no multi-release jar";
  }

  private static String reason(Throwable thrown) {
    boolean plain = thrown instanceof UnsupportedOperationException && thrown.getMessage() != null;
    return plain ? thrown.getMessage() : thrown.toString();
  }

  private static UnsupportedOperationException refused(String reason, Throwable cause) {
    return new UnsupportedOperationException("cannot use io_uring: " + reason, cause);
  }
}
