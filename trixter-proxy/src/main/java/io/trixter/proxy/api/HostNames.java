package io.trixter.proxy.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides which {@code Host} a request may name. A web page can have a name of its own point here
 * (DNS rebinding), so a name is fine only if nobody can register it: an address, a name of one
 * label, or one below a domain that is set aside for private use.
 */
final class HostNames {
  private static final List<String> PRIVATE =
      List.of(
          ".localhost",
          ".local",
          ".internal",
          ".test",
          ".lan",
          ".home.arpa",
          ".svc",
          ".cluster.local");

  private final Set<String> given = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /** Takes the names of {@code given} too. */
  HostNames(Set<String> given) {
    this.given.addAll(given);
  }

  /** Whether this is the value of a {@code Host} header that a request may have. */
  boolean accepts(String host) {
    int colon = host.indexOf(':', host.indexOf(']') + 1);
    String name = colon < 0 ? host : host.substring(0, colon);
    boolean portIsFine = colon < 0 || isDigits(host.substring(colon + 1), 65535);
    return portIsFine && (isIpv4(name) || isIpv6(name) || isName(withoutRootDot(name)));
  }

  /** A name with a dot at its end is the same name, and final to a resolver. */
  private static String withoutRootDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private boolean isName(String name) {
    return given.contains(name) || isPrivate(name);
  }

  private static boolean isPrivate(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String[] labels = lower.split("\\.", -1);
    for (String label : labels) {
      if (!label.matches("[a-z0-9_-]+")) {
        return false;
      }
    }
    boolean mayBeAddress = labels[0].matches("[0-9]+|0x[0-9a-f]*"); // 2130706433 is 127.0.0.1
    return labels.length == 1 ? !mayBeAddress : PRIVATE.stream().anyMatch(lower::endsWith);
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
