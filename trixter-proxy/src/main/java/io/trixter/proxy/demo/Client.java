package io.trixter.proxy.demo;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/** A client of the proxy that measures what comes back from the echo server. */
final class Client implements AutoCloseable {
  private static final int MESSAGE = 64;
  private static final int BLOCK = 64 << 10;
  private static final int PATIENCE_MILLIS = 5000;

  private final Socket socket = new Socket();
  private final byte[] message = new byte[MESSAGE];

  Client(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Where it connects from, as the API lists it. */
  String local() {
    return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  /** How many nanoseconds a small message takes to the echo server and back. */
  long roundTrip() throws IOException {
    long start = System.nanoTime();
    socket.getOutputStream().write(message);
    if (socket.getInputStream().readNBytes(message, 0, MESSAGE) < MESSAGE) {
      throw new EOFException("the proxy closed the connection");
    }
    return System.nanoTime() - start;
  }

  /** Sends {@code count} small messages, ends its side and counts the bytes that come back. */
  int bytesBackFor(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      socket.getOutputStream().write(message);
    }
    socket.shutdownOutput();
    return socket.getInputStream().readAllBytes().length;
  }

  /**
   * Sends as fast as it can and measures the bytes per second that come back.
   *
   * @param skip how long to let it run first
   * @param span how long to measure
   */
  double throughput(Duration skip, Duration span) throws IOException {
    Thread sender = new Thread(this::flood, "demo-sender");
    sender.setDaemon(true);
    sender.start();
    byte[] block = new byte[BLOCK];
    read(block);
    for (long start = System.nanoTime(); System.nanoTime() - start < skip.toNanos(); ) {
      read(block);
    }
    long start = System.nanoTime();
    long bytes = 0;
    long elapsed = 0;
    while (elapsed < span.toNanos()) {
      bytes += read(block);
      elapsed = System.nanoTime() - start;
    }
    return bytes * 1e9 / elapsed;
  }

  /** How many nanoseconds it takes until the other side ends or resets the connection. */
  long untilEnd() throws IOException {
    long start = System.nanoTime();
    try {
      socket.getInputStream().read();
    } catch (SocketException reset) {
      // an end too
    }
    return System.nanoTime() - start;
  }

  private int read(byte[] block) throws IOException {
    int n = socket.getInputStream().read(block);
    if (n < 0) {
      throw new EOFException("the proxy closed the connection");
    }
    return n;
  }

  private void flood() {
    try {
      byte[] block = new byte[BLOCK];
      while (true) {
        socket.getOutputStream().write(block);
      }
    } catch (IOException closed) {
      // enough was sent
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
