package io.trixter.netem;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for tests that bind a port later, or again. They are below the ranges from which Linux,
 * macOS and Windows take a port for a socket that asks for any, so that no other program gets one
 * by chance while it is free.
 */
public final class FreePort {
  private static final int LOWEST = 10_000;
  private static final int ABOVE_HIGHEST = 32_768;
  private static final int MOST_TRIES = 1000;
  private static final Set<Integer> PICKED = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** Picks a port that is free at all addresses, and that this process has not picked before. */
  public static int pick() throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, ABOVE_HIGHEST);
      if (PICKED.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new BindException("no free port from " + LOWEST + " to " + (ABOVE_HIGHEST - 1));
  }

  /** Picks a port, and returns it with the IPv4 loopback address. */
  public static String onLoopback() throws IOException {
    return "127.0.0.1:" + pick();
  }

  /** Picks a port, and returns it with the loopback address of the system's preferred family. */
  public static InetSocketAddress loopbackAddress() throws IOException {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), pick());
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket probe = new ServerSocket(port)) {
      return probe.isBound();
    } catch (BindException taken) {
      return false;
    }
  }
}
