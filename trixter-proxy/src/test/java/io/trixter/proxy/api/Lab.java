package io.trixter.proxy.api;

import io.trixter.proxy.HostPort;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An echo server, a proxy before it and its API, on ports of their own. */
public final class Lab implements AutoCloseable {
  static final long SEED = 0x8000_0000_0000_002aL; // unsigned, it takes all 64 bits

  final ServerSocket upstream;
  public final Proxy proxy;
  final ApiServer api;

  public Lab() throws IOException {
    this(new ApiOptions());
  }

  Lab(ApiOptions options) throws IOException {
    upstream = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    daemon(this::serve);
    HostPort any = new HostPort("127.0.0.1", 0);
    HostPort echo = new HostPort("127.0.0.1", upstream.getLocalPort());
    proxy = Proxy.start(ProxyConfig.of(any, echo, SEED));
    api = ApiServer.start(proxy, any, options);
  }

  public int apiPort() {
    return HostPort.parse(api.address()).port();
  }

  int proxyPort() {
    return HostPort.parse(proxy.listen()).port();
  }

  /** One call on a connection of its own. */
  Http.Answer call(String method, String path, String json) throws IOException {
    try (Http http = new Http(apiPort())) {
      return http.call(method, path, json);
    }
  }

  /** A client whose connection is open on both sides: a byte has gone there and back. */
  public Socket client() throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", proxyPort()));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    echo(socket);
    return socket;
  }

  /** Sends a byte and waits until it is back; the nanoseconds that took. */
  static long echo(Socket socket) throws IOException {
    long start = System.nanoTime();
    socket.getOutputStream().write(7);
    if (socket.getInputStream().read() != 7) {
      throw new IOException("no echo");
    }
    return System.nanoTime() - start;
  }

  /** The id of the connection that {@code client} has opened. */
  public String id(Socket client) {
    String local = HostPort.text((InetSocketAddress) client.getLocalSocketAddress());
    return proxy.connections().stream()
        .filter(connection -> connection.downstream().equals(local))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private void serve() {
    while (!upstream.isClosed()) {
      try {
        Socket client = upstream.accept();
        daemon(() -> echoAll(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void echoAll(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      in.transferTo(client.getOutputStream());
      client.shutdownOutput();
    } catch (IOException reset) {
      // as tests will have it
    }
  }

  static void daemon(Runnable work) {
    Thread thread = new Thread(work, "lab");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    api.close();
    proxy.close();
    upstream.close();
  }
}
