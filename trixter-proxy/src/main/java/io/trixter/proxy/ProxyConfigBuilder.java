package io.trixter.proxy;

import io.trixter.netem.Network;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.Knobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds a {@link ProxyConfig}. For one thread. */
public final class ProxyConfigBuilder {
  private static final long DELAY_WINDOW = 64 << 20;

  private final ConnectionKnobs defaults;
  private final List<FaultSpec> faults;
  private Network network;
  private String name = ProxyConfig.DEFAULT_NAME;
  private String listen = "127.0.0.1:0";
  private String upstream;
  private boolean enabled = true;
  private Duration connectTimeout = Duration.ofSeconds(10);
  private Duration connectionDuration = Duration.ZERO;
  private long delayWindowBytes = DELAY_WINDOW;

  ProxyConfigBuilder(String upstream) {
    this.upstream = upstream;
    defaults = new ConnectionKnobs();
    faults = new ArrayList<>();
  }

  ProxyConfigBuilder(ProxyConfig template) {
    defaults = template.defaults().copy();
    faults = new ArrayList<>(template.faults());
    network = template.network();
    name = template.name();
    listen = template.listen();
    upstream = template.upstream();
    enabled = template.enabled();
    connectTimeout = template.connectTimeout();
    connectionDuration = template.connectionDuration();
    delayWindowBytes = template.delayWindowBytes();
  }

  /** Sets the name among the proxies of a host; {@code trixter} unless set. */
  public ProxyConfigBuilder name(String value) {
    name = value;
    return this;
  }

  /**
   * Sets where clients connect, {@code host:port}; port 0 picks one, {@code :port} is that port on
   * all addresses, and an empty text any port on all addresses.
   */
  public ProxyConfigBuilder listen(String value) {
    listen = value;
    return this;
  }

  /** Sets where clients connect; port 0 picks one. */
  public ProxyConfigBuilder listen(HostPort value) {
    return listen(value.toString());
  }

  /** Sets where connections go, {@code host:port}. */
  public ProxyConfigBuilder upstream(String value) {
    upstream = value;
    return this;
  }

  /** Sets whether the proxy listens from the start; true unless set. */
  public ProxyConfigBuilder enabled(boolean value) {
    enabled = value;
    return this;
  }

  /** Sets knobs of both directions that connections start with. */
  public ProxyConfigBuilder with(Consumer<Knobs> change) {
    return with(Direction.UPSTREAM, change).with(Direction.DOWNSTREAM, change);
  }

  /** Sets knobs of one direction that connections start with. */
  public ProxyConfigBuilder with(Direction direction, Consumer<Knobs> change) {
    change.accept(defaults.of(direction));
    return this;
  }

  /** Sets the network that connections pass, both ways; null, for none, unless set. */
  public ProxyConfigBuilder network(Network value) {
    network = value;
    return this;
  }

  /** Adds a shared fault that the proxy starts with, behind those of its direction. */
  public ProxyConfigBuilder fault(FaultSpec value) {
    faults.add(value);
    return this;
  }

  /** Sets the shared faults that the proxy starts with, in place of those so far. */
  public ProxyConfigBuilder faults(List<FaultSpec> values) {
    faults.clear();
    faults.addAll(values);
    return this;
  }

  /** Sets how long the look-up and all attempts to connect may take together; 10 s unless set. */
  public ProxyConfigBuilder connectTimeout(Duration value) {
    connectTimeout = value;
    return this;
  }

  /** Sets how old a connection may grow, counted from accept; zero, for ever, unless set. */
  public ProxyConfigBuilder connectionDuration(Duration value) {
    connectionDuration = value;
    return this;
  }

  /** Sets how much a direction may hold in its delay line; 64 MiB unless set. */
  public ProxyConfigBuilder delayWindowBytes(long value) {
    delayWindowBytes = value;
    return this;
  }

  /**
   * Returns the configuration, with knobs of its own.
   *
   * @throws IllegalArgumentException if a value is out of range, or two faults have the same name;
   *     the message names it
   */
  public ProxyConfig build() {
    return new ProxyConfig(
        name,
        listen,
        upstream,
        enabled,
        defaults.copy(),
        network,
        faults,
        connectTimeout,
        connectionDuration,
        delayWindowBytes);
  }
}
