package io.trixter.proxy.api;

import java.util.Objects;
import java.util.Set;

/**
 * Options of the API: who may use it.
 *
 * @param token the bearer token that every request but {@code /health} must have; null for none
 * @param hosts names that a request's {@code Host} may be, besides IP addresses and localhost
 */
public record ApiOptions(String token, Set<String> hosts) {
  /** Checks that a token, where there is one, is not empty. */
  public ApiOptions {
    if (token != null && token.isEmpty()) {
      throw new IllegalArgumentException("token must not be empty");
    }
    hosts = Set.copyOf(Objects.requireNonNull(hosts, "hosts"));
  }

  /** Without the token itself, so that it gets into no log. */
  @Override
  public String toString() {
    return "ApiOptions[token=" + (token == null ? "none" : "set") + ", hosts=" + hosts + "]";
  }

  /** No token and no further names: enough on a machine of one's own, and safe from browsers. */
  public ApiOptions() {
    this(null, Set.of());
  }
}
