package io.trixter.netem;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** TLS over sockets of another factory. */
final class FaultSslSocketFactory extends SSLSocketFactory {
  private final SSLSocketFactory tls;
  private final SocketFactory sockets;

  FaultSslSocketFactory(SSLSocketFactory tls, SocketFactory sockets) {
    this.tls = tls;
    this.sockets = sockets;
  }

  private Socket over(Socket socket, String host, int port) throws IOException {
    try {
      return tls.createSocket(socket, host, port, true);
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /** A plain one of the other factory: once it is connected it comes back to be layered upon. */
  @Override
  public Socket createSocket() throws IOException {
    return sockets.createSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return over(sockets.createSocket(host, port), host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return over(sockets.createSocket(host, port, local, localPort), host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return over(sockets.createSocket(host, port), name(host), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return over(sockets.createSocket(host, port, local, localPort), name(host), port);
  }

  /** The name that the address was made with, or its digits: no name service is asked. */
  private static String name(InetAddress host) {
    return new InetSocketAddress(host, 0).getHostString();
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return tls.createSocket(socket, host, port, autoClose);
  }

  @Override
  public Socket createSocket(Socket socket, InputStream consumed, boolean autoClose)
      throws IOException {
    return tls.createSocket(socket, consumed, autoClose);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }
}
