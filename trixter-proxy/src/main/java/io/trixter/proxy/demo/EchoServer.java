package io.trixter.proxy.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server on a loopback port that sends back what it gets, once or more, until it is closed. */
final class EchoServer implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final ServerSocket listener;
  private final int copies;

  /**
   * Starts one.
   *
   * @param copies how often it sends what it gets
   */
  EchoServer(int copies) throws IOException {
    this.copies = copies;
    listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        daemon(() -> echo(client));
      } catch (IOException e) {
        // closed; or one client less
      }
    }
  }

  private void echo(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int n; (n = in.read(buffer)) >= 0; ) {
        for (int i = 0; i < copies; i++) {
          out.write(buffer, 0, n);
        }
      }
      client.shutdownOutput();
    } catch (IOException e) {
      // what connections die of is the demo's business
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "demo-echo");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
