package io.trixter.proxy.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.trixter.proxy.api.dashboard.UiFiles;
import io.trixter.proxy.api.http.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/**
 * Decides which requests may use the API: no foreign page in a browser (by {@code Host}, {@code
 * Origin}, {@code Sec-Fetch-Site} and {@code User-Agent}), and where a token is set, nobody without
 * it.
 */
final class AccessFilter {
  private static final String SCHEME = "Bearer ";
  private static final String SITE = "Sec-Fetch-Site";
  private static final String SAME_ORIGIN = "same-origin";
  private static final Set<String> HARMLESS_SITES = Set.of(SAME_ORIGIN, "none");

  private final byte[] token;
  private final HostNames names;

  AccessFilter(ApiOptions options) {
    token = options.token() == null ? null : options.token().getBytes(StandardCharsets.UTF_8);
    names = new HostNames(options.hosts());
  }

  /**
   * Refuses a request that may not use the API. {@code /health} and the page's files are open to
   * any user agent, and to those without a token. A link of another site may lead to the page.
   */
  void check(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    boolean proven = token != null && bearsToken(headers);
    boolean early = exchange.getProtocol().equalsIgnoreCase("HTTP/1.0");
    List<String> hosts = all(headers, "Host");
    boolean hostless = early && hosts.isEmpty();
    if (!proven && !hostless && !(hosts.size() == 1 && names.accepts(hosts.get(0)))) {
      throw new ApiException(
          403,
          "Host must be an IP address, a name that nobody can register, such as localhost, or a"
              + " name given by --api-host");
    }
    List<String> origins = all(headers, "Origin");
    if (!origins.isEmpty() && !isOwnOrigin(origins, hosts)) {
      throw new ApiException(403, "Origin must be the API's own");
    }
    String path = exchange.getRequestURI().getRawPath();
    if (UiFiles.serve(path)) {
      return;
    }
    if (!HARMLESS_SITES.containsAll(all(headers, SITE))) {
      throw new ApiException(403, "Sec-Fetch-Site must be same-origin or none");
    }
    if (!"/health".equals(path)) {
      checkCaller(headers, proven, origins);
    }
  }

  private void checkCaller(Headers headers, boolean proven, List<String> origins) {
    boolean ours =
        proven
            || !origins.isEmpty()
            || all(headers, SITE).contains(SAME_ORIGIN)
            || all(headers, "X-Trixter-Client").equals(List.of("1"));
    if (!ours && all(headers, "User-Agent").stream().anyMatch(a -> a.startsWith("Mozilla/"))) {
      throw ApiException.plain(403, "User agent not allowed");
    }
    if (token != null && !proven) {
      throw new ApiException(
          401,
          "Authorization: Bearer with the API's token is needed",
          "WWW-Authenticate",
          "Bearer");
    }
  }

  private boolean bearsToken(Headers headers) {
    List<String> values = all(headers, "Authorization");
    if (values.size() != 1 || !values.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    String given = values.get(0).substring(SCHEME.length()).strip();
    return MessageDigest.isEqual(given.getBytes(StandardCharsets.ISO_8859_1), token);
  }

  private static boolean isOwnOrigin(List<String> origins, List<String> hosts) {
    return origins.size() == 1
        && hosts.size() == 1
        && origins.get(0).equalsIgnoreCase("http://" + hosts.get(0));
  }

  private static List<String> all(Headers headers, String name) {
    return headers.getOrDefault(name, List.of());
  }
}
