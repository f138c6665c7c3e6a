package io.trixter.proxy.api;

import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.fault.FaultSpec;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Options of the API: who may use it, and what the proxies are like that it makes.
 *
 * @param token the bearer token that every request but {@code /health} must have; null for none
 * @param hosts names that a request's {@code Host} may be, besides those that nobody can register
 * @param like what a proxy is like that a request makes, but for its name, its addresses and
 *     whether it listens
 * @param faults the shared faults that such a proxy starts with
 */
public record ApiOptions(
    String token, Set<String> hosts, ProxyConfig like, List<FaultSpec> faults) {
  /** Checks that a token, where there is one, is not empty. */
  public ApiOptions {
    if (token != null && token.isEmpty()) {
      throw new IllegalArgumentException("token must not be empty");
    }
    hosts = Set.copyOf(Objects.requireNonNull(hosts, "hosts"));
    Objects.requireNonNull(like, "like");
    faults = List.copyOf(faults);
  }

  /** Who may use it, without the token itself, so that it gets into no log. */
  @Override
  public String toString() {
    return "ApiOptions[token=" + (token == null ? "none" : "set") + ", hosts=" + hosts + "]";
  }

  /** No token and no further names: enough on a machine of one's own, and safe from browsers. */
  public ApiOptions() {
    this(null, Set.of());
  }

  /**
   * Who may use the API; the proxies that it makes have no faults and the usual limits.
   *
   * @throws IllegalArgumentException if the token is empty
   */
  public ApiOptions(String token, Set<String> hosts) {
    this(token, hosts, ProxyConfig.to("127.0.0.1:0").build(), List.of());
  }

  /** The same, for proxies that are like {@code others}, and start with {@code theirFaults}. */
  public ApiOptions withNewProxies(ProxyConfig others, List<FaultSpec> theirFaults) {
    return new ApiOptions(token, hosts, others, theirFaults);
  }
}
