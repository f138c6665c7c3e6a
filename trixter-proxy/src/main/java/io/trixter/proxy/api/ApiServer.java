package io.trixter.proxy.api;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.dashboard.Viewers;
import io.trixter.proxy.api.http.ProductVersion;
import io.trixter.proxy.api.toxiproxy.ToxiproxyRoutes;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** The REST API of a host and its proxies, while it is open. Safe for any thread. */
public final class ApiServer implements AutoCloseable {
  private static final int ACCEPT_BACKLOG = 1024;
  private static final String HEAD_BYTES =
      String.valueOf(64 << 10); // the JDK's own is six times it

  private final HttpServer server;
  private final Workers workers;
  private final Viewers viewers;
  private final String address;
  private final boolean open;
  private final Object lock = new Object();
  private boolean closed; // under the lock

  private ApiServer(
      HttpServer server, Workers workers, Viewers viewers, String address, boolean open) {
    this.server = server;
    this.workers = workers;
    this.viewers = viewers;
    this.address = address;
    this.open = open;
  }

  /**
   * Opens the API of the host of {@code proxy}; {@code /proxy} and {@code /defaults} mean this one.
   *
   * @param address where to listen; port 0 picks one
   * @throws IOException if the address cannot be bound; the message names it
   */
  public static ApiServer start(Proxy proxy, HostPort address, ApiOptions options)
      throws IOException {
    ApiServer api = bind(proxy, address, options);
    api.serve();
    return api;
  }

  /**
   * Opens the API of a host, on which no proxy has paths of its own.
   *
   * @param address where to listen; port 0 picks one
   * @throws IOException if the address cannot be bound; the message names it
   */
  public static ApiServer start(ProxyHost host, HostPort address, ApiOptions options)
      throws IOException {
    ApiServer api = bind(host, address, options);
    api.serve();
    return api;
  }

  /** Listens, as {@link #start} does, but lets clients wait until {@link #serve()}. */
  public static ApiServer bind(Proxy proxy, HostPort address, ApiOptions options)
      throws IOException {
    return bind(proxy.proxyHost(), proxy, address, options);
  }

  /** Listens, as {@link #start} does, but lets clients wait until {@link #serve()}. */
  public static ApiServer bind(ProxyHost host, HostPort address, ApiOptions options)
      throws IOException {
    return bind(host, null, address, options);
  }

  private static ApiServer bind(ProxyHost host, Proxy main, HostPort address, ApiOptions options)
      throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqHeaderSize", HEAD_BYTES);
    InetSocketAddress wanted = resolve(address);
    HttpServer server = bind(wanted);
    Workers workers = new Workers();
    Viewers viewers = new Viewers(host);
    HttpHandler handler =
        new ApiHandler(
            new AccessFilter(options),
            new Router(new Actions(host, main), viewers),
            new ToxiproxyRoutes(host, options.template()),
            host.metrics());
    boolean ipv4Alone =
        wanted.getAddress() instanceof Inet4Address && wanted.getAddress().isAnyLocalAddress();
    server.setExecutor(workers);
    server.createContext("/", ipv4Alone ? ofIpv4(handler) : handler);
    int port = server.getAddress().getPort();
    return new ApiServer(
        server,
        workers,
        viewers,
        HostPort.text(new InetSocketAddress(wanted.getAddress(), port)),
        options.token() == null && !wanted.getAddress().isLoopbackAddress());
  }

  private static InetSocketAddress resolve(HostPort address) throws IOException {
    try {
      return address.resolve();
    } catch (IOException e) {
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  private static HttpServer bind(InetSocketAddress address) throws IOException {
    try {
      return HttpServer.create(address, ACCEPT_BACKLOG);
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on " + HostPort.text(address) + ": " + e.getMessage(), e);
    }
  }

  /** The JDK's server listens on both families where it is told 0.0.0.0. */
  private static HttpHandler ofIpv4(HttpHandler handler) {
    return exchange -> {
      if (exchange.getLocalAddress().getAddress() instanceof Inet6Address) {
        throw new IOException("IPv4 alone is served");
      }
      handler.handle(exchange);
    };
  }

  /**
   * Answers clients from now on, unless it has been closed; to be called once. Where it listens
   * beyond this machine and asks for no token, it warns of that in the log.
   */
  public void serve() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      if (open) {
        LoggerFactory.getLogger(ApiServer.class)
            .warn("the API at {} obeys all who reach it: set a token, or use 127.0.0.1", address);
      }
      server.start();
      workers.execute(ApiServer::warmUp);
    }
  }

  /** Loads what requests need, so that the first is as quick as the next. */
  private static void warmUp() {
    Objects.requireNonNull(ProductVersion.TEXT);
    JsonReader.read(new byte[] {'{', '}'});
  }

  /** Returns where it listens, as {@code ip:port}, with the port really bound. */
  public String address() {
    return address;
  }

  /** Stops listening and closes every connection of a client of the API. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      viewers.close();
      server.stop(0);
      workers.close();
    }
  }
}
