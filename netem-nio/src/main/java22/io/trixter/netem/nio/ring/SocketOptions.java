package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The options of sockets, with the checks, limits and exceptions of the channels of {@code
 * java.nio}. Any thread.
 *
 * <p>Those of {@code jdk.net.ExtendedSocketOptions} that TCP has are among them where the module
 * {@code jdk.net} is present.
 */
final class SocketOptions {
  // include/uapi/asm-generic/socket.h
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_KEEPALIVE = 9;
  private static final int SO_LINGER = 13;
  private static final int SO_REUSEPORT = 15;
  // include/uapi/linux/in.h
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IP_TOS = 1;
  // include/uapi/linux/in6.h
  private static final int IPV6_V6ONLY = 26;
  private static final int IPV6_TCLASS = 67;
  // include/uapi/linux/tcp.h
  private static final int TCP_NODELAY = 1;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;
  private static final int TCP_QUICKACK = 12;

  private static final int MIN_RECEIVE_BUFFER = 1024; // less would drop small packets
  private static final int MAX_LINGER_SECONDS = 65535;
  private static final int MAX_TOS = 255;

  private static final Place LINGER = new Place(SOL_SOCKET, SO_LINGER);
  private static final Place TRAFFIC_CLASS = new Place(IPPROTO_IPV6, IPV6_TCLASS);
  private static final Place TOS = new Place(IPPROTO_IP, IP_TOS);
  private static final Map<SocketOption<?>, Place> EXTENDED = extended();
  private static final Map<SocketOption<?>, Place> OF_SERVER = ofServer();
  private static final Map<SocketOption<?>, Place> OF_SOCKET = ofSocket();

  private SocketOptions() {}

  /** Where an option is: the level and the name of {@code setsockopt}. */
  private record Place(int level, int name) {
    boolean isBufferSize() {
      return level == SOL_SOCKET && (name == SO_SNDBUF || name == SO_RCVBUF);
    }
  }

  /** Returns the options of a connection's socket, or those of a listening one. */
  static Set<SocketOption<?>> supported(boolean server) {
    return Collections.unmodifiableSet(places(server).keySet());
  }

  /**
   * Checks that there is such an option.
   *
   * @throws NullPointerException if it is null
   * @throws UnsupportedOperationException if the socket has no such option
   */
  static void check(SocketOption<?> name, boolean server) {
    Objects.requireNonNull(name);
    if (!places(server).containsKey(name)) {
      throw new UnsupportedOperationException("'" + name + "' not supported");
    }
  }

  /**
   * Checks that there is such an option and that {@code value} is one for it.
   *
   * @throws IllegalArgumentException if the value is null, of another type, or out of range
   */
  static void check(SocketOption<?> name, Object value, boolean server) {
    check(name, server);
    if (!name.type().isInstance(value)) {
      throw new IllegalArgumentException("Invalid value '" + value + "'");
    }
    if (places(server).get(name).isBufferSize() && (Integer) value < 0) {
      throw new IllegalArgumentException("Invalid send/receive buffer size");
    }
    if (name == StandardSocketOptions.IP_TOS
        && ((Integer) value < 0 || (Integer) value > MAX_TOS)) {
      throw new IllegalArgumentException("Invalid IP_TOS value");
    }
  }

  /** Sets an option to a value that was checked. */
  static void set(int fd, ProtocolFamily family, SocketOption<?> name, Object value)
      throws IOException {
    int number = value instanceof Boolean flag ? (flag ? 1 : 0) : (Integer) value;
    try (Scratch scratch = new Scratch()) {
      check(write(scratch, fd, place(name, family), number));
      if (name == StandardSocketOptions.IP_TOS && family == INET6) {
        write(scratch, fd, TOS, number); // for mapped addresses; it may fail
      }
    }
  }

  /** Returns an option's value. */
  static Object get(int fd, ProtocolFamily family, SocketOption<?> name) throws IOException {
    int number;
    try (Scratch scratch = new Scratch()) {
      number = read(scratch, fd, place(name, family));
    }
    return name.type() == Boolean.class ? (Object) (number != 0) : (Object) number;
  }

  /** Lets an IPv6 socket have IPv4 addresses, mapped. Returns 0 or {@code -errno}. */
  static int allowMapped(Scratch scratch, int fd) {
    return write(scratch, fd, new Place(IPPROTO_IPV6, IPV6_V6ONLY), 0);
  }

  /** Lets a server bind while old connections of its port linger. Returns 0 or -errno. */
  static int reuseAddress(Scratch scratch, int fd) {
    return write(scratch, fd, new Place(SOL_SOCKET, SO_REUSEADDR), 1);
  }

  private static int write(Scratch scratch, int fd, Place place, int number) {
    int length = Integer.BYTES;
    if (place.equals(LINGER)) { // struct linger: on or off, and the seconds
      scratch.data.set(JAVA_INT, 0, number < 0 ? 0 : 1);
      scratch.data.set(JAVA_INT, Integer.BYTES, Math.clamp(number, 0, MAX_LINGER_SECONDS));
      length += Integer.BYTES;
    } else {
      boolean least = place.isBufferSize() && place.name == SO_RCVBUF;
      scratch.data.set(JAVA_INT, 0, least ? Math.max(number, MIN_RECEIVE_BUFFER) : number);
    }
    return Libc.setsockopt(scratch.errno, fd, place.level, place.name, scratch.address(), length);
  }

  private static int read(Scratch scratch, int fd, Place place) throws IOException {
    long room = scratch.room(2 * Integer.BYTES);
    check(Libc.getsockopt(scratch.errno, fd, place.level, place.name, scratch.address(), room));
    int number = scratch.data.get(JAVA_INT, 0);
    if (place.equals(LINGER)) {
      return number == 0 ? -1 : scratch.data.get(JAVA_INT, Integer.BYTES);
    }
    return place.isBufferSize() ? number / 2 : number; // Linux counts its own structures too
  }

  private static void check(int result) throws IOException {
    if (result < 0) {
      throw Errno.ofOption(-result);
    }
  }

  private static Place place(SocketOption<?> name, ProtocolFamily family) {
    return name == StandardSocketOptions.IP_TOS && family == INET ? TOS : OF_SOCKET.get(name);
  }

  private static Map<SocketOption<?>, Place> places(boolean server) {
    return server ? OF_SERVER : OF_SOCKET;
  }

  private static Map<SocketOption<?>, Place> ofServer() {
    Map<SocketOption<?>, Place> places = new HashMap<>(EXTENDED);
    places.put(StandardSocketOptions.SO_RCVBUF, new Place(SOL_SOCKET, SO_RCVBUF));
    places.put(StandardSocketOptions.SO_REUSEADDR, new Place(SOL_SOCKET, SO_REUSEADDR));
    places.put(StandardSocketOptions.SO_REUSEPORT, new Place(SOL_SOCKET, SO_REUSEPORT));
    return places;
  }

  private static Map<SocketOption<?>, Place> ofSocket() {
    Map<SocketOption<?>, Place> places = new HashMap<>(OF_SERVER);
    places.put(StandardSocketOptions.SO_SNDBUF, new Place(SOL_SOCKET, SO_SNDBUF));
    places.put(StandardSocketOptions.SO_KEEPALIVE, new Place(SOL_SOCKET, SO_KEEPALIVE));
    places.put(StandardSocketOptions.SO_LINGER, LINGER);
    places.put(StandardSocketOptions.TCP_NODELAY, new Place(IPPROTO_TCP, TCP_NODELAY));
    places.put(StandardSocketOptions.IP_TOS, TRAFFIC_CLASS);
    return places;
  }

  private static Map<SocketOption<?>, Place> extended() {
    Map<SocketOption<?>, Place> places = new HashMap<>();
    putExtended(places, "TCP_KEEPIDLE", TCP_KEEPIDLE);
    putExtended(places, "TCP_KEEPINTERVAL", TCP_KEEPINTVL);
    putExtended(places, "TCP_KEEPCOUNT", TCP_KEEPCNT);
    putExtended(places, "TCP_QUICKACK", TCP_QUICKACK);
    return places;
  }

  /** By reflection, so that this module needs no other. */
  private static void putExtended(Map<SocketOption<?>, Place> places, String field, int name) {
    try {
      Object option = Class.forName("jdk.net.ExtendedSocketOptions").getField(field).get(null);
      places.put((SocketOption<?>) option, new Place(IPPROTO_TCP, name));
    } catch (ReflectiveOperationException e) {
      // the module jdk.net is absent
    }
  }
}
