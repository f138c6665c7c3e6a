package io.trixter.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trixter.netem.Netem;
import io.trixter.netem.TerminatedException;
import io.trixter.netem.Terminator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.SocketFactory;

/**
 * A client that retries, over connections that die. Each read and each write is fatal with a
 * probability of 0.2. Each socket draws anew, all from one seed: with the same seed the same
 * attempts fail at the same operations.
 */
public final class RetryAgainstTermination {
  private static final long SEED = 42;
  private static final int ATTEMPTS = 10;

  private RetryAgainstTermination() {}

  /** Prints how each attempt ended. */
  public static void main(String[] args) throws IOException {
    SocketFactory flaky = Netem.socketFactory(SEED, link -> List.of(new Terminator(0.2)));

    try (EchoServer server = new EchoServer()) {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          System.out.println("attempt " + attempt + ": " + talk(flaky, server.port()));
          return;
        } catch (TerminatedException e) {
          System.out.println("attempt " + attempt + ": " + e.getMessage());
        }
      }
      throw new IOException("gave up after " + ATTEMPTS + " attempts");
    }
  }

  private static String talk(SocketFactory sockets, int port) throws IOException {
    try (Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
      StringBuilder heard = new StringBuilder();
      for (String word : List.of("so ", "far ", "so ", "good")) {
        socket.getOutputStream().write(word.getBytes(US_ASCII));
        heard.append(new String(socket.getInputStream().readNBytes(word.length()), US_ASCII));
      }
      return heard.toString();
    }
  }
}
