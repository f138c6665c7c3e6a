package io.trixter.proxy.relay;

import io.trixter.proxy.model.HostPort;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * An upstream, as it was given, and the look-up of its name. Immutable but for the addresses that
 * were found last. Safe for any thread.
 */
public final class Route {
  private final String upstream;
  private final Resolver resolver; // null if the text names no address
  private final int port;
  private final String trouble; // why it names none, or null

  /**
   * Creates the route to {@code upstream}. A text that is not {@code host:port} makes a route too:
   * each connection over it ends with that reason.
   */
  public Route(String upstream, HostResources shared) {
    this.upstream = upstream;
    HostPort address = null;
    String why = null;
    try {
      address = HostPort.parseUpstream(upstream);
    } catch (IllegalArgumentException e) {
      why = e.getMessage();
    }
    resolver = address == null ? null : new Resolver(address, shared.lookups());
    port = address == null ? 0 : address.port();
    trouble = why;
  }

  /** Calls one of the consumers of {@code waiter}, unless it is forgotten first. */
  void resolve(Resolver.Waiter waiter) {
    if (resolver == null) {
      waiter.home().execute(() -> waiter.failed().accept(trouble));
    } else {
      resolver.resolve(waiter);
    }
  }

  /** Does without the answer that {@code waiter} waits for, if it still does. */
  void forget(Resolver.Waiter waiter) {
    if (resolver != null) {
      resolver.forget(waiter);
    }
  }

  int port() {
    return port;
  }

  /** The addresses that were found last; empty if none were. */
  List<InetSocketAddress> latest() {
    return resolver == null ? List.of() : resolver.latest();
  }

  /** Waits for a look-up, at most so many seconds; empty if it has found nothing by then. */
  List<InetSocketAddress> awaitAddresses(long seconds) {
    return resolver == null ? List.of() : resolver.awaitAddresses(seconds);
  }

  /** The upstream, as it was given. */
  @Override
  public String toString() {
    return upstream;
  }
}
