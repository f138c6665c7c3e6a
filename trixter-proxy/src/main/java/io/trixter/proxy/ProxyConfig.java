package io.trixter.proxy;

import io.trixter.netem.Network;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.NetworkFaults;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.relay.RelaySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The configuration of a proxy: {@code ProxyConfig.to("db:5432").name("db").build()}.
 *
 * <p>The upstream's name is looked up by the JVM, whose caches are left alone: an answer may be as
 * old as {@code networkaddress.cache.ttl} says, 30 s unless set, and "unknown host" as old as
 * {@code networkaddress.cache.negative.ttl}, 10 s. The program {@code trixter} sets both to a
 * second.
 *
 * @param name its name among the proxies of its host; not empty
 * @param listen where clients connect, {@code host:port}; port 0 or none picks one, and {@code
 *     :port} is that port on all addresses; empty for any port on all addresses
 * @param upstream where connections go, {@code host:port}, or {@code :port} of localhost; its name
 *     is looked up at each connection. A text that is something else ends each connection
 * @param enabled whether it listens from the start
 * @param defaults what connections start with; may be set while the proxy runs
 * @param network what its connections pass; null for none
 * @param faults the shared faults that it starts with, in order; no two have the same name
 * @param connectTimeout how long the look-up and all attempts to connect may take together; above
 *     zero
 * @param connectionDuration how old a connection may grow, counted from accept; zero is for ever
 * @param delayWindowBytes how much a direction may hold in its delay line, at most, bookkeeping
 *     included; less than 4 KiB is taken for 4 KiB
 */
public record ProxyConfig(
    String name,
    String listen,
    String upstream,
    boolean enabled,
    ConnectionKnobs defaults,
    Network network,
    List<FaultSpec> faults,
    Duration connectTimeout,
    Duration connectionDuration,
    long delayWindowBytes) {
  /** The name of a proxy that was given none. */
  public static final String DEFAULT_NAME = "trixter";

  /** Checks the ranges and the names of the faults. */
  public ProxyConfig {
    Checks.that(!name.isEmpty(), "name must not be empty", name);
    Checks.that(!upstream.isEmpty(), "upstream must not be empty", upstream);
    Objects.requireNonNull(listen, "listen");
    Objects.requireNonNull(defaults, "defaults");
    faults = List.copyOf(faults);
    Set<String> names = new HashSet<>();
    for (FaultSpec each : faults) {
      Checks.that(names.add(each.name()), "faults must differ in their names", each.name());
    }
    Checks.that(Checks.nanos(connectTimeout) > 0, "connectTimeout must be above 0", connectTimeout);
    Checks.that(
        Checks.nanos(connectionDuration) >= 0,
        "connectionDuration must be 0 or more",
        connectionDuration);
    Checks.that(delayWindowBytes > 0, "delayWindowBytes must be at least 1", delayWindowBytes);
  }

  /**
   * Returns all shared faults that the proxy starts with, in order: those of the network, then the
   * others. One of the others takes the place of the network's of the same name.
   */
  public List<FaultSpec> allFaults() {
    List<FaultSpec> all = new ArrayList<>();
    if (network != null) {
      Set<String> taken = faults.stream().map(FaultSpec::name).collect(Collectors.toSet());
      all.addAll(NetworkFaults.of(network));
      all.removeIf(fault -> taken.contains(fault.name()));
    }
    all.addAll(faults);
    return List.copyOf(all);
  }

  /** Returns what the relays of the proxy go by, on a host with {@code seed}. */
  RelaySettings settings(long seed) {
    return new RelaySettings(name, seed, connectTimeout, connectionDuration, delayWindowBytes);
  }

  /**
   * Begins the configuration of a proxy to {@code upstream}, on a free port of the loopback
   * address, with every fault off and the default limits.
   *
   * @param upstream {@code host:port}
   */
  public static ProxyConfigBuilder to(String upstream) {
    return new ProxyConfigBuilder(upstream);
  }

  /** Begins the configuration of a proxy to {@code upstream}, as {@link #to(String)} does. */
  public static ProxyConfigBuilder to(HostPort upstream) {
    return to(upstream.toString());
  }

  /** Begins a configuration that is like this one, with knobs of its own. */
  public ProxyConfigBuilder edit() {
    return new ProxyConfigBuilder(this);
  }
}
