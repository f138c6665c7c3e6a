package io.trixter.proxy.relay;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Tells which addresses are this machine's own. Safe for any thread. */
final class LocalAddresses {
  private static final long GOOD_FOR_NANOS = 1_000_000_000;

  /** The last one asked of the system, which takes longer the more interfaces there are. */
  private static volatile Known known;

  private record Known(InetAddress address, boolean isLocal, long since) {}

  private LocalAddresses() {}

  /**
   * Whether a connection to {@code target} reaches a listener that is bound to {@code bound}. One
   * bound to 0.0.0.0 takes IPv4 alone, one bound to [::] both families.
   */
  static boolean reaches(InetSocketAddress target, InetSocketAddress bound) {
    if (target.getPort() != bound.getPort()) {
      return false;
    }
    InetAddress to = connected(target.getAddress());
    InetAddress at = bound.getAddress();
    if (!at.isAnyLocalAddress()) {
      return at.equals(to);
    }
    return (to instanceof Inet4Address || !(at instanceof Inet4Address)) && isLocal(to);
  }

  /** Where the JDK connects to: loopback, instead of 0.0.0.0 or [::]. */
  private static InetAddress connected(InetAddress target) {
    if (!target.isAnyLocalAddress()) {
      return target;
    }
    try {
      return InetAddress.getByName(target instanceof Inet4Address ? "127.0.0.1" : "::1");
    } catch (UnknownHostException e) {
      throw new AssertionError("an address is never looked up", e);
    }
  }

  private static boolean isLocal(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return true;
    }
    Known last = known;
    long now = System.nanoTime();
    if (last == null || !last.address.equals(address) || now - last.since > GOOD_FOR_NANOS) {
      last = new Known(address, isOfAnInterface(address), now);
      known = last;
    }
    return last.isLocal;
  }

  private static boolean isOfAnInterface(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return false; // as when descriptors lack
    }
  }
}
