package io.trixter.proxy;

import io.trixter.proxy.model.HostPort;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * All listeners of proxies in this process, by port. Tells which addresses would lead a proxy's
 * connections back to itself, where one client would make connections without end. An address at
 * whose port no proxy listens costs one look into a map. Safe for any thread.
 */
final class Listeners {
  private static final Map<Integer, List<Acceptor>> BY_PORT = new ConcurrentHashMap<>();

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

  /** Whether a connection to {@code target} would reach the listener of {@code proxy} itself. */
  static boolean isOwn(ProxyCore proxy, InetSocketAddress target) {
    return reachedBy(target).anyMatch(acceptor -> acceptor.core() == proxy);
  }

  /**
   * Why {@code proxy} must not connect to {@code target}, or null if it may. Of the upstreams of
   * other proxies, names count as they were last looked up; a ring that is closed by a name not
   * looked up yet is found by the next proxy in it.
   */
  static String refusal(ProxyCore proxy, InetSocketAddress target) {
    if (!BY_PORT.containsKey(target.getPort())) {
      return null;
    }
    if (isOwn(proxy, target)) {
      return HostPort.text(target) + " is this proxy's own address";
    }
    if (leads(target, proxy, new HashSet<>())) {
      return HostPort.text(target) + " leads back to this proxy";
    }
    return null;
  }

  private static boolean leads(InetSocketAddress target, ProxyCore back, Set<ProxyCore> seen) {
    return reachedBy(target)
        .map(Acceptor::core)
        .anyMatch(
            next ->
                next == back
                    || (seen.add(next)
                        && next.resolver().latest().stream()
                            .anyMatch(further -> leads(further, back, seen))));
  }

  private static Stream<Acceptor> reachedBy(InetSocketAddress target) {
    return BY_PORT.getOrDefault(target.getPort(), List.of()).stream()
        .filter(acceptor -> acceptor.isOpen())
        .filter(acceptor -> LocalAddresses.reaches(target, acceptor.address()));
  }
}
