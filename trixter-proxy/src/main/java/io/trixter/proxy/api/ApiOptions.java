package io.trixter.proxy.api;

import io.trixter.proxy.ProxyConfig;
import java.util.Objects;
import java.util.Set;

/**
 * Options of the API: who may use it, and the template of the proxies that it makes.
 *
 * @param token the bearer token that every request but {@code /health} must have; null for none
 * @param hosts names that a request's {@code Host} may be, besides those that nobody can register
 * @param template the template for proxies that requests create; name, addresses and enabled come
 *     from the request
 */
public record ApiOptions(String token, Set<String> hosts, ProxyConfig template) {
  /** Checks that a token, where there is one, is not empty. */
  public ApiOptions {
    if (token != null && token.isEmpty()) {
      throw new IllegalArgumentException("token must not be empty");
    }
    hosts = Set.copyOf(Objects.requireNonNull(hosts, "hosts"));
    Objects.requireNonNull(template, "template");
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
    this(token, hosts, ProxyConfig.to("127.0.0.1:0").build());
  }

  /** Returns these options with another template for the proxies that requests create. */
  public ApiOptions withTemplate(ProxyConfig value) {
    return new ApiOptions(token, hosts, value);
  }
}
