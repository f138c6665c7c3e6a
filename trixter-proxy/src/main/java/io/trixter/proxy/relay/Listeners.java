package io.trixter.proxy.relay;

import io.trixter.proxy.model.HostPort;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * All listeners of proxies in this process, by port. Tells which addresses would lead a proxy's
 * connections back to itself, where one client would make connections without end. An address at
 * whose port no proxy listens costs one look into a map. Safe for any thread.
 */
public final class Listeners {
  private static final int LOOKUP_PATIENCE_SECONDS = 1;
  private static final Map<Integer, List<Acceptor>> BY_PORT = new ConcurrentHashMap<>();

  /** Held from looking for a ring until the route is set: two routes at once might close one. */
  private static final ReentrantLock ROUTING = new ReentrantLock();

  private Listeners() {}

  /** Adds one that has been bound. */
  static void add(Acceptor acceptor) {
    BY_PORT.merge(acceptor.address().getPort(), List.of(acceptor), Listeners::both);
  }

  private static List<Acceptor> both(List<Acceptor> some, List<Acceptor> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** Removes one that is being closed. */
  static void remove(Acceptor acceptor) {
    BY_PORT.computeIfPresent(
        acceptor.address().getPort(),
        (port, all) -> {
          List<Acceptor> rest = all.stream().filter(each -> each != acceptor).toList();
          return rest.isEmpty() ? null : rest;
        });
  }

  /** Returns whether a proxy in this process listens at {@code port}. */
  public static boolean isAnyAt(int port) {
    return BY_PORT.containsKey(port);
  }

  /**
   * Sets where the connections of {@code proxy} go, unless they would come back to it; returns why
   * they would, or null. Of two calls that close a ring together, one is refused. Looks the
   * upstream's name up where it matters, because a proxy in this process listens at its port; waits
   * for that a second at most.
   *
   * @param leaving a listener that is about to be closed and counts no more, or null
   */
  public static String route(RelayContext proxy, Route route, Acceptor leaving) {
    List<InetSocketAddress> addresses =
        isAnyAt(route.port()) ? route.awaitAddresses(LOOKUP_PATIENCE_SECONDS) : route.latest();
    ROUTING.lock();
    try {
      for (InetSocketAddress address : addresses) {
        String why = why(proxy, address, leaving);
        if (why != null) {
          return "upstream " + route + why;
        }
      }
      proxy.route(route);
      return null;
    } finally {
      ROUTING.unlock();
    }
  }

  /**
   * Returns why {@code proxy} must not connect to {@code target}, or null if it may. Of the
   * upstreams of other proxies, names count as they were last looked up; a ring that is closed by a
   * name not looked up yet is found by the next proxy in it.
   */
  static String refusal(RelayContext proxy, InetSocketAddress target) {
    if (!isAnyAt(target.getPort())) {
      return null;
    }
    String why = why(proxy, target, null);
    return why == null ? null : HostPort.text(target) + why;
  }

  private static String why(RelayContext proxy, InetSocketAddress target, Acceptor leaving) {
    if (reachedBy(target, leaving).anyMatch(acceptor -> acceptor.context() == proxy)) {
      return " is this proxy's own address";
    }
    return leads(target, proxy, leaving, new HashSet<>()) ? " leads back to this proxy" : null;
  }

  private static boolean leads(
      InetSocketAddress target, RelayContext back, Acceptor leaving, Set<RelayContext> seen) {
    return reachedBy(target, leaving)
        .map(Acceptor::context)
        .anyMatch(
            next ->
                next == back
                    || (seen.add(next)
                        && next.route().latest().stream()
                            .anyMatch(further -> leads(further, back, leaving, seen))));
  }

  private static Stream<Acceptor> reachedBy(InetSocketAddress target, Acceptor leaving) {
    return BY_PORT.getOrDefault(target.getPort(), List.of()).stream()
        .filter(acceptor -> acceptor != leaving && acceptor.isOpen())
        .filter(acceptor -> LocalAddresses.reaches(target, acceptor.address()));
  }
}
