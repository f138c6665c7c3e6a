package io.trixter.proxy.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps connections busy, so that there is something to look at: each asks and reads the answer, in
 * sizes that rise and fall within a minute, ends after a while and is opened again. Closing it ends
 * all of them.
 */
final class Traffic implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5000;
  private static final long PAUSE_MILLIS = 100;
  private static final int LARGEST = 8 << 10;
  private static final int SHORTEST_LIFE = 150; // requests
  private static final double WAVE_NANOS = 60e9;

  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * Keeps {@code connections} more of them busy.
   *
   * @param port the proxy's
   * @param copies how many times as long as a request its answer is
   */
  void through(int port, int copies, int connections) {
    for (int i = 0; i < connections; i++) {
      double phase = i; // radians; waves evenly apart would add up to a flat line
      int life = SHORTEST_LIFE * (i + 1);
      Thread thread = new Thread(() -> repeat(port, copies, phase, life), "demo-traffic");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void repeat(int port, int copies, double phase, int life) {
    while (!closed) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        open.add(socket);
        try {
          socket.setSoTimeout(PATIENCE_MILLIS);
          converse(socket, copies, phase, life);
        } finally {
          open.remove(socket);
        }
      } catch (IOException e) {
        // a fault has ended it, or its proxy is down: there is another one soon
      }
      pause();
    }
  }

  private void converse(Socket socket, int copies, double phase, int life) throws IOException {
    InputStream in = socket.getInputStream();
    for (int i = 0; i < life && !closed; i++) {
      int size = size(System.nanoTime(), phase);
      socket.getOutputStream().write(new byte[size]);
      in.skipNBytes((long) size * copies);
      in.skipNBytes(in.available()); // what corruption has added
      pause();
    }
  }

  /** How long a request is, from an eighth of the largest to all of it. */
  private static int size(long now, double phase) {
    double wave = (1 + Math.sin(2 * Math.PI * now / WAVE_NANOS + phase)) / 2;
    return (int) (LARGEST * (1 + 7 * wave) / 8);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts these threads", e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (Socket each : open) {
      each.close();
    }
  }
}
