package io.trixter.proxy.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides which requests may use the API: no foreign page in a browser (by {@code Host}, {@code
 * Origin} and {@code Sec-Fetch-Site}, which other clients do not send), and where a token is set,
 * nobody without it.
 */
final class AccessFilter {
  private static final String SCHEME = "Bearer ";
  private static final Set<String> HARMLESS_SITES = Set.of("same-origin", "none");

  private final byte[] token;
  private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  AccessFilter(ApiOptions options) {
    token = options.token() == null ? null : options.token().getBytes(StandardCharsets.UTF_8);
    names.add("localhost");
    names.addAll(options.hosts());
  }

  /**
   * Refuses a request that may not use the API; {@code /health} is open to those without a token.
   */
  void check(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    boolean proven = token != null && bearsToken(headers);
    boolean early = exchange.getProtocol().equalsIgnoreCase("HTTP/1.0");
    List<String> hosts = headers.getOrDefault("Host", List.of());
    boolean hostless = early && hosts.isEmpty();
    if (!proven && !hostless && !(hosts.size() == 1 && isOurs(hosts.get(0)))) {
      throw new ApiException(
          403, "Host must be an IP address, localhost or a name given by --api-host");
    }
    List<String> origins = headers.getOrDefault("Origin", List.of());
    if (!origins.isEmpty() && !isOwnOrigin(origins, hosts)) {
      throw new ApiException(403, "Origin must be the API's own");
    }
    if (!HARMLESS_SITES.containsAll(headers.getOrDefault("Sec-Fetch-Site", List.of()))) {
      throw new ApiException(403, "Sec-Fetch-Site must be same-origin or none");
    }
    if (token != null && !proven && !"/health".equals(exchange.getRequestURI().getRawPath())) {
      throw new ApiException(
          401,
          "Authorization: Bearer with the API's token is needed",
          "WWW-Authenticate",
          "Bearer");
    }
  }

  private boolean bearsToken(Headers headers) {
    List<String> values = headers.getOrDefault("Authorization", List.of());
    if (values.size() != 1 || !values.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    String given = values.get(0).substring(SCHEME.length()).strip();
    return MessageDigest.isEqual(given.getBytes(StandardCharsets.ISO_8859_1), token);
  }

  private boolean isOurs(String host) {
    int colon = host.indexOf(':', host.indexOf(']') + 1);
    String name = colon < 0 ? host : host.substring(0, colon);
    boolean portIsFine = colon < 0 || isDigits(host.substring(colon + 1), 65535);
    return portIsFine && (names.contains(name) || isIpv4(name) || isIpv6(name));
  }

  private static boolean isOwnOrigin(List<String> origins, List<String> hosts) {
    return origins.size() == 1
        && hosts.size() == 1
        && origins.get(0).equalsIgnoreCase("http://" + hosts.get(0));
  }

  private static boolean isIpv4(String name) {
    String[] parts = name.split("\\.", -1);
    boolean fine = parts.length == 4;
    for (String part : parts) {
      fine = fine && isDigits(part, 255);
    }
    return fine;
  }

  private static boolean isIpv6(String name) {
    if (!name.startsWith("[") || !name.endsWith("]") || name.indexOf('%') >= 0) {
      return false;
    }
    try {
      InetAddress.getByName(name); // an address in brackets is never looked up
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean isDigits(String text, int max) {
    if (text.isEmpty() || text.length() > 5) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return Integer.parseInt(text) <= max;
  }
}
