package io.trixter.examples;

import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.ProxyUpdate;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** A database and a cache, each behind a proxy of its own in one process. */
public final class SeveralProxies {
  private SeveralProxies() {}

  /** Slows one of two down, then takes the other down. */
  public static void main(String[] args) throws IOException {
    try (EchoServer server = new EchoServer();
        ProxyHost host = ProxyHost.start(new HostConfig())) {
      String upstream = "localhost:" + server.port();
      Proxy database = host.add(ProxyConfig.to(upstream).name("database").build());
      Proxy cache = host.add(ProxyConfig.to(upstream).name("cache").build());
      host.addListener(event -> System.out.println("event: " + event));
      database.set(knobs -> knobs.delay().set(Duration.ofMillis(20)));
      System.out.println("database: " + roundTrip(database).toMillis() + " ms");
      System.out.println("cache: " + roundTrip(cache).toMillis() + " ms");
      cache.update(new ProxyUpdate().enabled(false));
      System.out.println("cache is up: " + cache.isEnabled());
    }
  }

  private static Duration roundTrip(Proxy proxy) throws IOException {
    try (Socket socket = new Socket(proxy.host(), proxy.port())) {
      long start = System.nanoTime();
      socket.getOutputStream().write('x');
      socket.getInputStream().read();
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }
}
