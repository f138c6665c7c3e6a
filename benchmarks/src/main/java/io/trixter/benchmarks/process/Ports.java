package io.trixter.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Ports on loopback. */
public final class Ports {
  /** Below those that systems hand to clients, so that no connection takes one meanwhile. */
  private static final int FROM = 11_000;

  private static final int TO = 31_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final int PAUSE_MILLIS = 1;

  private Ports() {}

  /** A port that nothing listens on at the moment. */
  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
  }

  /** Where {@code port} is reached. */
  public static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * Returns as soon as something accepts on {@code port}.
   *
   * @throws IOException if nothing does within 20 s, or {@code owner} has ended
   */
  public static void awaitListening(int port, Child owner)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        SocketChannel.open(at(port)).close();
        return;
      } catch (IOException refused) {
        if (!owner.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("nothing listens on port " + port + ": " + owner.log(), refused);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }
}
