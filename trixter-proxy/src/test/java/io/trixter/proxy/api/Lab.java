package io.trixter.proxy.api;

import io.trixter.netem.FreePort;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.Upstream;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** An echo server, a proxy before it and its API, on ports of their own. */
public final class Lab implements AutoCloseable {
  static final long SEED = 0x8000_0000_0000_002aL; // unsigned, it takes all 64 bits

  final Upstream upstream = Upstream.echo();
  public final Proxy proxy;
  final ApiServer api;

  public Lab() throws IOException {
    this(new ApiOptions());
  }

  Lab(ApiOptions options) throws IOException {
    this(options, new HostConfig().withSeed(SEED));
  }

  Lab(ApiOptions options, HostConfig host) throws IOException {
    HostPort any = new HostPort("127.0.0.1", 0);
    proxy =
        Proxy.start(host, ProxyConfig.to(upstream.address()).listen(FreePort.onLoopback()).build());
    api = ApiServer.start(proxy, any, options);
  }

  /** Makes another proxy of that name before the same server. */
  public void add(String name) throws IOException {
    proxy.proxyHost().add(ProxyConfig.to(upstream.address()).name(name).build());
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

  @Override
  public void close() throws IOException {
    api.close();
    proxy.close();
    upstream.close();
  }
}
