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
 * all are both families.
 */
final class ListenText {
  private ListenText() {}

  /**
   * Returns the address that {@code text} names; may block for as long as the resolver takes.
   *
   * @throws ListenException if it names none
   */
  static InetSocketAddress resolve(String text) throws ListenException {
    if (text.isEmpty()) {
      return new InetSocketAddress(all(), 0);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.endsWith("]")) {
      throw ListenException.unreadable(text, "missing port in address");
    }
    String host = text.substring(0, colon);
    int port = port(text, text.substring(colon + 1));
    return new InetSocketAddress(host.isEmpty() ? all() : address(text, host), port);
  }

  private static int port(String text, String digits) throws ListenException {
    if (digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= 65535) {
      return Integer.parseInt(digits);
    }
    throw ListenException.unreadable(text, "invalid port");
  }

  private static InetAddress address(String text, String host) throws ListenException {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    if (bracketed != bare.indexOf(':') >= 0) {
      String why = bracketed ? "no IPv6 address in brackets" : "too many colons in address";
      throw ListenException.unreadable(text, why);
    }
    try {
      InetAddress[] found = InetAddress.getAllByName(bare);
      for (InetAddress each : found) {
        if (each instanceof Inet4Address) {
          return each;
        }
      }
      return found[0].isAnyLocalAddress() ? all() : found[0];
    } catch (UnknownHostException e) {
      throw ListenException.unknown(text, bare, e);
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
