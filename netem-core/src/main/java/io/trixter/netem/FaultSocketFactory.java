package io.trixter.netem;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Sockets of another factory, with faults. */
final class FaultSocketFactory extends SocketFactory {
  private final SocketFactory sockets;
  private final Netem.Links links;

  FaultSocketFactory(SocketFactory sockets, Netem.Links links) {
    this.sockets = sockets;
    this.links = links;
  }

  @Override
  public Socket createSocket() throws IOException {
    return links.wrap(sockets.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return links.wrap(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return links.wrap(sockets.createSocket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return links.wrap(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return links.wrap(sockets.createSocket(host, port, local, localPort));
  }
}
