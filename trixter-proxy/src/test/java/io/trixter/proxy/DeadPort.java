package io.trixter.proxy;

import io.trixter.netem.FreePort;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A port on loopback that refuses, or that does not answer: its queue of connections is full. */
public final class DeadPort implements AutoCloseable {
  private static final int NO_ANSWER_MILLIS = 150;

  private final List<Socket> fill = new ArrayList<>();
  private final ServerSocket server;

  private DeadPort(ServerSocket server) {
    this.server = server;
  }

  public static HostPort refusing() throws IOException {
    return new HostPort("127.0.0.1", FreePort.pick());
  }

  public static DeadPort silent() throws IOException {
    return silent("127.0.0.1", 0);
  }

  public static DeadPort silent(String host, int at) throws IOException {
    Platform.assumeAddress(host);
    DeadPort port = new DeadPort(open(host, at));
    while (port.answers()) {
      // one more in the queue
    }
    return port;
  }

  private static ServerSocket open(String host, int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByName(host));
  }

  private boolean answers() throws IOException {
    Socket socket = new Socket();
    fill.add(socket);
    try {
      socket.connect(
          new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), NO_ANSWER_MILLIS);
      return true;
    } catch (SocketTimeoutException full) {
      return false;
    } catch (ConnectException full) {
      return Assumptions.abort("a port whose queue is full refuses");
    }
  }

  /** Accepts all that wait, so that the kernel answers the next one when that tries again. */
  public void accept() throws IOException {
    int waiting = fill.size() - 1; // the last one was not answered
    for (int i = 0; i < waiting; i++) {
      fill.add(server.accept());
    }
  }

  public HostPort address() {
    return new HostPort(server.getInetAddress().getHostAddress(), server.getLocalPort());
  }

  /** Answers again, and takes the next connection that is not of its own making. */
  public Peer awaken() throws IOException {
    for (Socket own : fill) {
      if (own.isConnected()) {
        server.accept().close();
      }
    }
    return new Peer(server.accept());
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : fill) {
      socket.close();
    }
  }
}
