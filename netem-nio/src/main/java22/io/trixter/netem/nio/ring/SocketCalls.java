package io.trixter.netem.nio.ring;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.nio.channels.SocketChannel;

/**
 * The system calls on a socket that are rare in a connection's life, with exceptions for their
 * failures. Any thread, as long as the descriptor stays open meanwhile.
 */
final class SocketCalls {
  private static final int SOCK_STREAM = 1; // include/linux/net.h
  private static final int SOL_SOCKET = 1; // include/uapi/asm-generic/socket.h
  private static final int SO_PEERNAME = 28;
  private static final int SHUT_RD = 0;
  private static final int SHUT_WR = 1;

  private static final boolean IPV6_AVAILABLE = isIpv6Available();

  private SocketCalls() {}

  /**
   * Returns the family of a socket for which {@code wanted} was asked.
   *
   * @param wanted null for the system's default: IPv6 where there is such a thing
   * @throws UnsupportedOperationException if there is no such family
   */
  static ProtocolFamily family(ProtocolFamily wanted) {
    if (wanted == null) {
      return IPV6_AVAILABLE ? INET6 : INET;
    }
    if (wanted != INET && wanted != INET6) {
      throw new UnsupportedOperationException("Protocol family not supported");
    }
    if (wanted == INET6 && !IPV6_AVAILABLE) {
      throw new UnsupportedOperationException("IPv6 not available");
    }
    return wanted;
  }

  /** Asks the JDK, which looks at the kernel, the interfaces and its own properties. */
  private static boolean isIpv6Available() {
    try (SocketChannel probe = SocketChannel.open(INET6)) {
      return probe.isOpen();
    } catch (UnsupportedOperationException e) {
      return false;
    } catch (IOException e) {
      return true; // only the descriptor was not to be had
    }
  }

  /** Opens a socket in blocking mode; that of a server may reuse its address. */
  static int open(ProtocolFamily family, boolean server) throws IOException {
    int domain = family == INET6 ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET;
    try (Scratch scratch = new Scratch()) {
      int fd = check(Libc.socket(scratch.errno, domain, SOCK_STREAM | Uapi.SOCK_CLOEXEC, 0));
      try {
        if (family == INET6) {
          check(SocketOptions.allowMapped(scratch, fd));
        }
        if (server) {
          check(SocketOptions.reuseAddress(scratch, fd));
        }
        return fd;
      } catch (IOException | RuntimeException | Error e) {
        Libc.close(fd);
        throw e;
      }
    }
  }

  /** Binds a socket and returns the address that it has got. */
  static InetSocketAddress bind(int fd, ProtocolFamily family, InetSocketAddress address)
      throws IOException {
    try (Scratch scratch = new Scratch()) {
      int length = SocketAddresses.write(address, family, scratch.data);
      check(Libc.bind(scratch.errno, fd, scratch.address(), length));
    }
    return localAddress(fd);
  }

  /** Starts to listen. */
  static void listen(int fd, int backlog) throws IOException {
    try (Scratch scratch = new Scratch()) {
      check(Libc.listen(scratch.errno, fd, backlog));
    }
  }

  /** Returns the address that a socket is bound to; any address and port 0 if to none. */
  static InetSocketAddress localAddress(int fd) throws IOException {
    try (Scratch scratch = new Scratch()) {
      long room = scratch.room(SocketAddresses.BYTES);
      check(Libc.getsockname(scratch.errno, fd, scratch.address(), room));
      return SocketAddresses.read(scratch.data);
    }
  }

  /**
   * Returns the address that a socket is or was connected to. The option knows it still when the
   * peer has reset the connection, which {@code getpeername(2)} does not.
   */
  static InetSocketAddress remoteAddress(int fd, ProtocolFamily family) throws IOException {
    try (Scratch scratch = new Scratch()) {
      long room = scratch.room(SocketAddresses.bytes(family)); // the option takes no more room
      check(Libc.getsockopt(scratch.errno, fd, SOL_SOCKET, SO_PEERNAME, scratch.address(), room));
      return SocketAddresses.read(scratch.data);
    }
  }

  /** Shuts the input down. Does nothing if the peer has reset the connection. */
  static void shutdownInput(int fd) throws IOException {
    shutdown(fd, SHUT_RD);
  }

  /** Shuts the output down. Does nothing if the peer has reset the connection. */
  static void shutdownOutput(int fd) throws IOException {
    shutdown(fd, SHUT_WR);
  }

  private static void shutdown(int fd, int how) throws IOException {
    try (Scratch scratch = new Scratch()) {
      int result = Libc.shutdown(scratch.errno, fd, how);
      if (result != -Errno.ENOTCONN) {
        check(result);
      }
    }
  }

  private static int check(int result) throws IOException {
    if (result < 0) {
      throw Errno.ofSocket(-result);
    }
    return result;
  }
}
