package io.trixter.examples;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.Netem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A read timeout against latency, on a real socket: the timeout counts what a fault waits. The
 * answer is only late, not lost: once the delay is lowered, the next read has it.
 */
public final class TimeoutAgainstDelay {
  private TimeoutAgainstDelay() {}

  /** Prints when the timeout struck, and what the second read got. */
  public static void main(String[] args) throws IOException {
    DelayedReader latency = new DelayedReader(Duration.ofMinutes(1));
    try (EchoServer server = new EchoServer();
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Socket socket = Netem.wrap(plain, latency)) {
      socket.setSoTimeout(200);
      socket.getOutputStream().write('!');

      long start = System.nanoTime();
      try {
        socket.getInputStream().read();
      } catch (SocketTimeoutException e) {
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        System.out.println("timed out after " + waited.toMillis() + " ms");
      }

      latency.set(Duration.ZERO);
      socket.setSoTimeout(10_000);
      System.out.println("then came: " + (char) socket.getInputStream().read());
    }
  }
}
