package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.Objects;

/**
 * Internet addresses as the kernel has them: {@code sockaddr_in} (include/uapi/linux/in.h) and
 * {@code sockaddr_in6} (include/uapi/linux/in6.h). An IPv6 socket has IPv4 addresses mapped, as
 * {@code ::ffff:a.b.c.d}. Any thread.
 */
final class SocketAddresses {
  /** The bytes of the longer one, {@code sockaddr_in6}. */
  static final int BYTES = 28;

  static final int AF_INET = 2; // include/linux/socket.h
  static final int AF_INET6 = 10;

  private static final int INET_BYTES = 16;
  private static final long FAMILY = 0;
  private static final long PORT = 2;
  private static final long INET_ADDRESS = 4;
  private static final long INET6_ADDRESS = 8;
  private static final long INET6_SCOPE_ID = 24;
  private static final int MAPPED_MARK = 10; // where ff:ff is, before the four bytes of IPv4
  private static final int MAPPED_ADDRESS = 12;
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT.withOrder(BIG_ENDIAN);

  private SocketAddresses() {}

  /**
   * Returns {@code address} if a socket of {@code family} can have it.
   *
   * @throws NullPointerException if there is none
   * @throws UnsupportedAddressTypeException if it is of no kind that the socket can have
   * @throws UnresolvedAddressException if its name was not looked up
   */
  static InetSocketAddress check(SocketAddress address, ProtocolFamily family) {
    Objects.requireNonNull(address);
    if (!(address instanceof InetSocketAddress internet)) {
      throw new UnsupportedAddressTypeException();
    }
    if (internet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    if (family == StandardProtocolFamily.INET && internet.getAddress() instanceof Inet6Address) {
      throw new UnsupportedAddressTypeException();
    }
    return internet;
  }

  /** Returns the address for a bind to none: any address of {@code family}, a port of its own. */
  static InetSocketAddress any(ProtocolFamily family) {
    byte[] zeros = new byte[family == StandardProtocolFamily.INET ? 4 : 16];
    return new InetSocketAddress(ofBytes(zeros), 0);
  }

  /** Returns {@code remote}, or the loopback address of its family instead of any address. */
  static InetSocketAddress loopbackIfAny(InetSocketAddress remote) {
    if (!remote.getAddress().isAnyLocalAddress()) {
      return remote;
    }
    boolean ipv4 = remote.getAddress() instanceof Inet4Address;
    byte[] loopback = ipv4 ? new byte[] {127, 0, 0, 1} : new byte[16];
    loopback[loopback.length - 1] = 1;
    return new InetSocketAddress(ofBytes(loopback), remote.getPort());
  }

  /** Returns how long the addresses of a socket of {@code family} are. */
  static int bytes(ProtocolFamily family) {
    return family == StandardProtocolFamily.INET ? INET_BYTES : BYTES;
  }

  /**
   * Writes {@code address} to {@code to}, which has {@link #BYTES}, as a socket of {@code family}
   * has it. Returns how many bytes it is long.
   *
   * @throws SocketException if it is a link-local address without a scope that several interfaces
   *     have
   */
  static int write(InetSocketAddress address, ProtocolFamily family, MemorySegment to)
      throws IOException {
    InetAddress host = address.getAddress();
    to.fill((byte) 0);
    to.set(NETWORK_SHORT, PORT, (short) address.getPort());
    if (family == StandardProtocolFamily.INET) {
      to.set(JAVA_SHORT, FAMILY, (short) AF_INET);
      copy(host.getAddress(), to, INET_ADDRESS);
      return INET_BYTES;
    }
    to.set(JAVA_SHORT, FAMILY, (short) AF_INET6);
    if (host instanceof Inet6Address ipv6) {
      copy(ipv6.getAddress(), to, INET6_ADDRESS);
      to.set(JAVA_INT, INET6_SCOPE_ID, scoped(ipv6).getScopeId());
    } else if (!host.isAnyLocalAddress()) { // else any address of both families, which is zero
      to.set(JAVA_SHORT, INET6_ADDRESS + MAPPED_MARK, (short) -1);
      copy(host.getAddress(), to, INET6_ADDRESS + MAPPED_ADDRESS);
    }
    return BYTES;
  }

  /** Reads what the kernel wrote to {@code from}; a mapped address becomes one of IPv4. */
  static InetSocketAddress read(MemorySegment from) {
    int port = Short.toUnsignedInt(from.get(NETWORK_SHORT, PORT));
    if (from.get(JAVA_SHORT, FAMILY) == AF_INET) {
      return new InetSocketAddress(ofBytes(bytes(from, INET_ADDRESS, 4)), port);
    }
    byte[] address = bytes(from, INET6_ADDRESS, 16);
    int scope = from.get(JAVA_INT, INET6_SCOPE_ID);
    return new InetSocketAddress(scope > 0 ? scoped(address, scope) : ofBytes(address), port);
  }

  private static void copy(byte[] address, MemorySegment to, long offset) {
    MemorySegment.copy(address, 0, to, JAVA_BYTE, offset, address.length);
  }

  private static byte[] bytes(MemorySegment from, long offset, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(from, JAVA_BYTE, offset, bytes, 0, length);
    return bytes;
  }

  private static InetAddress ofBytes(byte[] address) {
    try {
      return InetAddress.getByAddress(address); // which knows a mapped one
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address of " + address.length + " bytes", e);
    }
  }

  private static InetAddress scoped(byte[] address, int scope) {
    try {
      return Inet6Address.getByAddress(null, address, scope);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address of " + address.length + " bytes", e);
    }
  }

  /** Returns the address of an interface that {@code address} means, if it names none itself. */
  private static Inet6Address scoped(Inet6Address address) throws SocketException {
    if (!address.isLinkLocalAddress() || address.getScopeId() != 0) {
      return address;
    }
    List<Inet6Address> same =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address::equals)
            .map(Inet6Address.class::cast)
            .filter(each -> each.getScopeId() != 0)
            .toList();
    if (same.size() > 1) {
      throw new SocketException("Duplicate link local addresses: must specify scope-id");
    }
    return same.isEmpty() ? address : same.get(0);
  }
}
