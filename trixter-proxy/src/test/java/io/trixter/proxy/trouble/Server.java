package io.trixter.proxy.trouble;

import io.trixter.proxy.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server for the proxy to connect to: an echo, or one whose connections the test takes. */
final class Server implements AutoCloseable {
  private final ServerSocket listener;
  private final boolean echoes;
  private final BlockingQueue<End> accepted = new LinkedBlockingQueue<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private Server(String host, boolean echoes) throws IOException {
    this.echoes = echoes;
    listener = new ServerSocket(0, 4096, InetAddress.getByName(host));
    daemon(this::accept);
  }

  static Server echo() throws IOException {
    return echo("127.0.0.1");
  }

  static Server echo(String host) throws IOException {
    return new Server(host, true);
  }

  static Server byHand() throws IOException {
    return new Server("127.0.0.1", false);
  }

  static Thread daemon(Runnable task) {
    Thread thread = new Thread(null, task, "trouble", 128 << 10);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        if (echoes) {
          daemon(() -> echo(socket));
        } else {
          accepted.add(new End(socket));
        }
      }
    } catch (IOException closed) {
      // the end
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException ended) {
      // by the proxy, which is what tests are about
    }
  }

  /** The next connection of one that is served by hand. */
  End take() throws InterruptedException {
    End end = accepted.poll(20, TimeUnit.SECONDS);
    if (end == null) {
      throw new AssertionError("no connection came");
    }
    return end;
  }

  int port() {
    return listener.getLocalPort();
  }

  HostPort address() {
    return new HostPort(listener.getInetAddress().getHostAddress(), port());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
