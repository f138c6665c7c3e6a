package org.example.app;

import java.io.IOException;
import java.net.Socket;

/** Says hello to a server. */
public final class Greeter {
  private Greeter() {}

  /** Sends one byte, and returns what the server answers; -1 when it ends the connection. */
  public static int greet(String host, int port, int timeoutMillis) throws IOException {
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout(timeoutMillis);
      socket.getOutputStream().write('!');
      return socket.getInputStream().read();
    }
  }
}
