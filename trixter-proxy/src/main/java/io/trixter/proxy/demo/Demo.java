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

  private final PrintStream out;
  private final EchoServer echo;
  private final Proxy proxy;
  private final ApiServer api;
  private final int port;

  /** Starts all three; what there is to see goes to {@code out}. */
  public Demo(PrintStream out, long seed) throws IOException {
    this.out = out;
    echo = new EchoServer();
    HostPort upstream = new HostPort(LOOPBACK, echo.port());
    HostPort any = new HostPort(LOOPBACK, 0);
    proxy = Proxy.start(new HostConfig().withSeed(seed), ProxyConfig.to(upstream).build());
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

  /** Keeps a connection under way and says what to try on it, until the thread is interrupted. */
  public void play() throws InterruptedException {
    new Playground(out, port, api.address()).run();
  }

  /** Ends all three. */
  @Override
  public void close() throws IOException {
    api.close();
    proxy.close();
    echo.close();
  }
}
