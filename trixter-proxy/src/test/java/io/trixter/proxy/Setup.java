package io.trixter.proxy;

import io.trixter.netem.FreePort;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.Knobs;
import io.trixter.proxy.relay.Lookup;
import io.trixter.proxy.relay.Relay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A proxy's configuration in the making: all faults off, on any free port of loopback. */
public record Setup(HostConfig host, ProxyConfig config) {
  public static final long SEED = 42;

  public static Setup to(HostPort upstream) {
    return new Setup(new HostConfig().withSeed(SEED), ProxyConfig.to(upstream).build());
  }

  public static Setup to(Upstream upstream) {
    return to(upstream.address());
  }

  private Setup with(ProxyConfigBuilder edited) {
    return new Setup(host, edited.build());
  }

  public Setup listen(String address) {
    return with(config.edit().listen(address));
  }

  /** Listens on a loopback port that nobody else gets by chance while the proxy is down. */
  public Setup keepingItsPort() throws IOException {
    return listen(FreePort.onLoopback());
  }

  public Setup seed(long seed) {
    return new Setup(host.withSeed(seed), config);
  }

  public Setup recorded() {
    return new Setup(host.withRecord(""), config);
  }

  public Setup connectTimeout(Duration timeout) {
    return with(config.edit().connectTimeout(timeout));
  }

  public Setup connectionDuration(Duration duration) {
    return with(config.edit().connectionDuration(duration));
  }

  public Setup delayMemory(long window, long budget) {
    return new Setup(
        host.withDelayBudgetBytes(budget), config.edit().delayWindowBytes(window).build());
  }

  public Setup threads(int threads) {
    return new Setup(host.withThreads(threads), config);
  }

  /** Sets the knobs of both directions that connections start with. */
  public Setup faults(Consumer<Knobs> change) {
    return with(config.edit().with(change));
  }

  public Proxy start() throws IOException {
    return Proxy.start(host, config);
  }

  /** Starts it with names that {@code lookup} knows. */
  public Proxy start(Lookup lookup) throws IOException {
    Proxy proxy = Proxy.bind(ProxyHost.startWithoutEngineLine(host, lookup), config);
    proxy.serve();
    return proxy;
  }

  /** One of the relays that live. */
  static Relay onlyRelay(Proxy proxy) {
    List<Relay> all = new ArrayList<>();
    proxy.context().relays().forEach(all::add);
    return all.get(0);
  }

  /** The proxy's connection that {@code client} has, once both sides are open. */
  public static Connection connectionOf(Proxy proxy, Peer client) {
    Connection[] found = new Connection[1];
    Await.until(
        "the connection is listed",
        () -> {
          for (Connection each : proxy.connections()) {
            if (each.downstream().equals(client.address())) {
              found[0] = each;
            }
          }
          return found[0] != null;
        });
    return found[0];
  }

  /** Waits until all that has ended is no longer listed. */
  static void awaitNoConnections(Proxy proxy) {
    Await.until("no connection is listed", () -> proxy.connections().isEmpty());
  }
}
