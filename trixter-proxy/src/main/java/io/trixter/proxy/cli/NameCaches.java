package io.trixter.proxy.cli;

import java.security.Security;

/**
 * Sets the JVM's caches of names: the addresses of a name are remembered for a second at most
 * instead of 30, and that a name has none for a second instead of 10. What the user has set, in
 * {@code java.security} or by {@code -Dsun.net.inetaddr.ttl} and {@code
 * -Dsun.net.inetaddr.negative.ttl}, stays; stale addresses, which JDK 21 and later can use, are off
 * unless the user has set them. For the program alone: a JVM that the proxy is a guest of is its
 * owner's.
 *
 * <p>The JVM reads its settings at the first look-up, so this must have ended by then. It runs on a
 * thread of its own because reading {@code java.security} takes 10 ms or more, which the start has
 * something else to do in.
 */
final class NameCaches {
  private static final String SECOND = "1";

  private static volatile Thread shortening;

  private NameCaches() {}

  /** Begins. To be called once. */
  static void shorten() {
    Thread thread = new Thread(NameCaches::set, "trixter-names");
    thread.setDaemon(true);
    shortening = thread;
    thread.start();
  }

  private static void set() {
    set("networkaddress.cache.ttl", "sun.net.inetaddr.ttl", null);
    set("networkaddress.cache.negative.ttl", "sun.net.inetaddr.negative.ttl", "10");
  }

  /** Sets {@code property}, which is as every JDK comes if it is {@code shipped}. */
  private static void set(String property, String systemProperty, String shipped) {
    String current = Security.getProperty(property);
    if (current == null || current.equals(shipped)) {
      Security.setProperty(property, System.getProperty(systemProperty, SECOND));
    }
  }

  /** Waits until the caches are shortened, if that was begun. */
  static void await() throws InterruptedException {
    Thread thread = shortening;
    if (thread != null) {
      thread.join();
    }
  }
}
