package io.trixter.proxy.demo;

import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/**
 * An echo server, a proxy before it and the proxy's API, all on ports of their own: everything that
 * a first look at the faults needs.
 */
public final class Demo implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int COPIES = 8;

  private final PrintStream out;
  private final EchoServer echo;
  private final Proxy proxy;
  private final ApiServer api;
  private final int port;

  /** Starts all three; what there is to see goes to {@code out}. */
  public Demo(PrintStream out, long seed) throws IOException {
    this.out = out;
    echo = new EchoServer(1);
    HostPort upstream = new HostPort(LOOPBACK, echo.port());
    HostPort any = new HostPort(LOOPBACK, 0);
    HostConfig host = new HostConfig().withSeed(seed).withRecord("the demo");
    proxy = Proxy.start(host, ProxyConfig.to(upstream).build());
    api = ApiServer.start(proxy, any, new ApiOptions());
    port = HostPort.parse(proxy.listen()).port();
  }

  /** Shows each fault in turn, measured live; takes some seconds. */
  public void tour() throws IOException {
    out.printf(
        Locale.ROOT,
        "%n  this client  -->  trixter %s  -->  echo server %s%n",
        proxy.listen(),
        proxy.upstream());
    out.printf(Locale.ROOT, "                    API http://%s%n%n", api.address());
    new Tour(port, new ApiClient(api.address()), new Table(out)).run();
    out.printf(
        Locale.ROOT,
        "%n  seed %s: the same seed draws the same fates%n",
        Long.toUnsignedString(proxy.seed()));
  }

  /**
   * Keeps connections under way, some of them through a second proxy whose upstream sends more than
   * it gets, and says where to look and what to try, until the thread is interrupted.
   */
  public void play() throws IOException, InterruptedException {
    try (EchoServer downloads = new EchoServer(COPIES);
        Traffic traffic = new Traffic()) {
      HostPort upstream = new HostPort(LOOPBACK, downloads.port());
      Proxy second = proxy.proxyHost().add(ProxyConfig.to(upstream).name("downloads").build());
      traffic.through(port, 1, 3);
      traffic.through(second.port(), COPIES, 2);
      new Playground(out, port, api.address()).run();
    }
  }

  /** Ends all three. */
  @Override
  public void close() throws IOException {
    api.close();
    proxy.close();
    echo.close();
  }
}
