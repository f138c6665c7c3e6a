package io.trixter.proxy.model;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A host, by name or address, and a port; not resolved.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without its brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
  /** Checks the port and that there is a host. */
  public HostPort {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("host must not be empty");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be between 0 and 65535 (got " + port + ")");
    }
  }

  /**
   * Reads {@code host:port} or {@code [v6]:port}.
   *
   * @throws IllegalArgumentException if it is neither, naming the text
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    int end = bracketed ? text.indexOf(']') : text.indexOf(':');
    String host =
        bracketed && end > 0 ? text.substring(1, end) : text.substring(0, Math.max(0, colon));
    String digits = text.substring(colon + 1);
    boolean hostEndsAtColon = bracketed ? end + 1 == colon : end == colon;
    boolean hostIsV6 = host.indexOf(':') >= 0;
    if (colon < 1
        || !hostEndsAtColon
        || bracketed != hostIsV6
        || host.isBlank()
        || !digits.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("must be host:port or [v6]:port (got " + text + ")");
    }
    return new HostPort(host, Integer.parseInt(digits));
  }

  /**
   * Reads an upstream, which may leave its host out: {@code :port} is that port of localhost.
   *
   * @throws IllegalArgumentException as {@link #parse} does
   */
  public static HostPort parseUpstream(String text) {
    return parse(text.matches(":[0-9]{1,5}") ? "localhost" + text : text);
  }

  /**
   * Looks the name up, now; may block for as long as the resolver takes.
   *
   * @throws UnknownHostException if it has no address
   */
  public InetSocketAddress resolve() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /** {@code host:port}, or {@code [v6]:port}. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** Returns an address as {@code ip:port}, or {@code [v6]:port} in the short form of RFC 5952. */
  public static String text(InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    String host = ip.length == 4 ? address.getAddress().getHostAddress() : shortened(ip);
    return new HostPort(host, address.getPort()).toString();
  }

  private static String shortened(byte[] ip) {
    int[] groups = new int[8];
    int gap = 0;
    int gapLength = 1; // a single zero is written out
    for (int i = 0, zeros = 0; i < groups.length; i++) {
      groups[i] = ((ip[2 * i] & 0xff) << 8) | (ip[2 * i + 1] & 0xff);
      zeros = groups[i] == 0 ? zeros + 1 : 0;
      if (zeros > gapLength) {
        gapLength = zeros;
        gap = i + 1 - zeros;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < groups.length; i++) {
      if (gapLength > 1 && i == gap) {
        text.append("::");
        i += gapLength - 1;
      } else {
        text.append(i == 0 || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
