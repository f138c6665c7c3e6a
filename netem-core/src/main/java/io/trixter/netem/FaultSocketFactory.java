package io.trixter.netem;

import io.trixter.netem.stream.FaultSocket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.SocketFactory;

/**
 * Sockets of another factory, with faults. They are made unconnected and then connected, so that
 * the faults have a say in it; those of a factory that makes none such are connected before.
 */
final class FaultSocketFactory extends SocketFactory {
  private final SocketFactory sockets;
  private final Netem.Links links;

  FaultSocketFactory(SocketFactory sockets, Netem.Links links) {
    this.sockets = sockets;
    this.links = links;
  }

  private interface Maker {
    Socket make() throws IOException;
  }

  @Override
  public Socket createSocket() throws IOException {
    return links.wrap(sockets.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    SocketAddress remote = new InetSocketAddress(InetAddress.getByName(host), port);
    return connect(remote, null, () -> sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    SocketAddress remote = new InetSocketAddress(InetAddress.getByName(host), port);
    SocketAddress from = new InetSocketAddress(local, localPort);
    return connect(remote, from, () -> sockets.createSocket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    SocketAddress remote = new InetSocketAddress(host, port);
    return connect(remote, null, () -> sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    SocketAddress remote = new InetSocketAddress(host, port);
    SocketAddress from = new InetSocketAddress(local, localPort);
    return connect(remote, from, () -> sockets.createSocket(host, port, local, localPort));
  }

  private Socket connect(SocketAddress remote, SocketAddress local, Maker connected)
      throws IOException {
    Socket unconnected = unconnected();
    if (unconnected == null) {
      return unlessRefused(links.wrap(connected.make()));
    }
    Socket socket = links.wrap(unconnected);
    try {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(remote);
      return socket;
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /** An unconnected socket; null where the factory makes none. */
  private Socket unconnected() throws IOException {
    try {
      return sockets.createSocket();
    } catch (UnsupportedOperationException e) {
      return null;
    } catch (SocketException e) {
      if (e.getCause() instanceof UnsupportedOperationException) {
        return null; // as SocketFactory has it
      }
      throw e;
    }
  }

  private static Socket unlessRefused(Socket socket) throws ConnectException {
    if (socket instanceof FaultSocket faulty && faulty.isRefused()) {
      throw new ConnectException("Connection refused");
    }
    return socket;
  }
}
