package io.trixter.proxy.relay;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The order in which the addresses of a name are tried: RFC 8305, section 4. */
final class FamiliesInTurn {
  private FamiliesInTurn() {}

  /**
   * Returns the addresses with IPv4 and IPv6 in turn, beginning with the family of the first. Each
   * family keeps its own order.
   */
  static List<InetAddress> of(InetAddress... addresses) {
    List<InetAddress> first = new ArrayList<>();
    List<InetAddress> second = new ArrayList<>();
    for (InetAddress each : addresses) {
      (isIpv4(each) == isIpv4(addresses[0]) ? first : second).add(each);
    }
    List<InetAddress> all = new ArrayList<>(addresses.length);
    for (int i = 0; all.size() < addresses.length; i++) {
      addTo(all, first, i);
      addTo(all, second, i);
    }
    return all;
  }

  private static boolean isIpv4(InetAddress address) {
    return address instanceof Inet4Address;
  }

  private static void addTo(List<InetAddress> all, List<InetAddress> family, int index) {
    if (index < family.size()) {
      all.add(family.get(index));
    }
  }
}
