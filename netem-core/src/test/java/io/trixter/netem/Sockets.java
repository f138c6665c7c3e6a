package io.trixter.netem;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Two sockets connected over loopback, for one test. */
record Sockets(Socket client, Socket server) implements AutoCloseable {
  static Sockets connected() throws IOException {
    try (ServerSocket listening = listening()) {
      Socket client = new Socket(listening.getInetAddress(), listening.getLocalPort());
      return new Sockets(client, listening.accept());
    }
  }

  static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Accepts connections one after the other, and sends back what comes, until it is closed. */
  static ServerSocket echo() throws IOException {
    return echo(listening());
  }

  static ServerSocket echo(ServerSocket listening) {
    Background.run(
        () -> {
          while (!listening.isClosed()) {
            Socket accepted = listening.accept();
            Background.run(() -> echo(accepted));
          }
        });
    return listening;
  }

  private static void echo(Socket accepted) throws IOException {
    try (accepted) {
      InputStream in = accepted.getInputStream();
      OutputStream out = accepted.getOutputStream();
      byte[] some = new byte[4096];
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        out.write(some, 0, n);
        out.flush();
      }
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}
