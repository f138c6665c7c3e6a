package io.trixter.proxy;

import io.trixter.proxy.model.ListenException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;

/**
 * Reads where to listen. {@code 0.0.0.0:P} is IPv4 alone; {@code [::]:P}, {@code :P} and no text at
 * all are both families. Without a port behind the colon it is port 0. Safe for any thread.
 */
public final class ListenText {
  private final String text;
  private final String host; // without brackets; empty for all addresses
  private final int port;

  private ListenText(String text, String host, int port) {
    this.text = text;
    this.host = host;
    this.port = port;
  }

  /**
   * Checks the form of {@code text} without looking a name up.
   *
   * @throws ListenException if it is neither empty nor {@code host:port}, {@code [v6]:port} or
   *     {@code :port}
   */
  public static void check(String text) throws ListenException {
    parse(text);
  }

  /**
   * Returns the address that {@code text} names; may block for as long as the resolver takes.
   *
   * @throws ListenException if it names none
   */
  static InetSocketAddress resolve(String text) throws ListenException {
    ListenText parsed = parse(text);
    InetAddress address = parsed.host.isEmpty() ? all() : parsed.address();
    return new InetSocketAddress(address, parsed.port);
  }

  private static ListenText parse(String text) throws ListenException {
    if (text.isEmpty()) {
      return new ListenText(text, "", 0);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.endsWith("]")) {
      throw ListenException.unreadable(text, "missing port in address");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    if (bracketed && !isIpv6(bare)) {
      throw ListenException.unreadable(text, "no IPv6 address in brackets");
    }
    if (!bracketed && bare.indexOf(':') >= 0) {
      throw ListenException.unreadable(text, "too many colons in address");
    }
    return new ListenText(text, bare, port(text, text.substring(colon + 1)));
  }

  private static boolean isIpv6(String text) {
    try {
      InetAddress.getByName("[" + text + "]"); // an address in brackets is never looked up
      return text.indexOf(':') >= 0;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static int port(String text, String digits) throws ListenException {
    if (digits.isEmpty()) {
      return 0;
    }
    if (digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= 65535) {
      return Integer.parseInt(digits);
    }
    throw ListenException.invalidPort(text, digits);
  }

  private InetAddress address() throws ListenException {
    try {
      InetAddress[] found = InetAddress.getAllByName(host);
      for (InetAddress each : found) {
        if (each instanceof Inet4Address) {
          return each;
        }
      }
      return found[0].isAnyLocalAddress() ? all() : found[0];
    } catch (UnknownHostException e) {
      throw ListenException.unknown(text, host, e);
    }
  }

  /**
   * Returns the address that is all addresses of both families; of IPv4 where there is no other.
   */
  private static InetAddress all() {
    String any = hasIpv6() ? "::" : "0.0.0.0";
    try {
      return InetAddress.getByName(any);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address is never looked up", e);
    }
  }

  private static boolean hasIpv6() {
    try {
      SocketChannel.open(StandardProtocolFamily.INET6).close();
      return true;
    } catch (UnsupportedOperationException | IOException e) {
      return false;
    }
  }
}
