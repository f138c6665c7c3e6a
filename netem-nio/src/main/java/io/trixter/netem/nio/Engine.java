package io.trixter.netem.nio;

import java.util.Locale;

/**
 * What event loops wait on. {@code -Dio.trixter.netem.engine=} with one of the texts {@code nio},
 * {@code io_uring} and {@code auto} sets the default.
 *
 * <p>What a channel does is the same on each. {@link #IO_URING} takes fewer system calls, and needs
 * Linux, Java 22 or newer, and permission to call native code: {@code
 * --enable-native-access=io.trixter.netem.nio} where this library is on the module path, {@code
 * --enable-native-access=ALL-UNNAMED} where it is on the class path.
 */
public enum Engine {
  /** Selectors of {@code java.nio}, which serve everywhere. */
  NIO,

  /**
   * Rings of Linux's io_uring, called without a library of native code. Refused with the reason
   * where the JDK, its options, the kernel or a sandbox do not allow it.
   */
  IO_URING,

  /**
   * {@link #IO_URING} where it is allowed, else {@link #NIO}. Whether it is allowed is found out
   * once for each JVM; a provider also turns to {@link #NIO} when it cannot open the rings of a
   * group.
   */
  AUTO;

  private static final String PROPERTY = "io.trixter.netem.engine";

  /**
   * Returns the engine of this name.
   *
   * @param name {@code nio}, {@code io_uring} or {@code auto}
   * @throws IllegalArgumentException if it is none of them
   */
  public static Engine of(String name) {
    return of("engine", name);
  }

  /**
   * Returns the engine that the system property {@code io.trixter.netem.engine} names now, {@link
   * #NIO} where it is not set.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static Engine configured() {
    return of(PROPERTY, System.getProperty(PROPERTY, NIO.toString()));
  }

  private static Engine of(String what, String name) {
    for (Engine each : values()) {
      if (each.toString().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(what + " must be nio, io_uring or auto (got " + name + ")");
  }

  /** Returns the name, as {@link #of(String)} takes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
