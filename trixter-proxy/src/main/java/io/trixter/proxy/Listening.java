package io.trixter.proxy;

import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.ListenException;
import io.trixter.proxy.relay.Acceptor;
import io.trixter.proxy.relay.HostResources;
import io.trixter.proxy.relay.Listeners;
import io.trixter.proxy.relay.LiveFault;
import io.trixter.proxy.relay.RelayContext;
import io.trixter.proxy.relay.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether and where a proxy listens, and where its connections go. A change that fails leaves all
 * as it was. Safe for any thread but an event loop's; changes wait for each other.
 */
final class Listening {
  private final RelayContext context;
  private final HostResources host;
  private final ReentrantLock switching = new ReentrantLock(); // no loop takes it
  private final Flapping flapping; // under the lock
  private volatile Place place;
  private volatile Acceptor acceptor; // null while it is down, or interrupted
  private volatile boolean enabled;
  private boolean closed; // under the lock

  /** What was asked for, and the address really bound; that is null until there is one. */
  private record Place(String asked, InetSocketAddress bound) {
    /** Whether {@code text} asks for what it has. One for any port asks for another each time. */
    boolean isAskedBy(String text) {
      boolean anyPort = text.isEmpty() || text.endsWith(":") || text.endsWith(":0");
      return !anyPort && (text.equals(asked) || text.equals(text()));
    }

    String text() {
      return bound == null ? asked : HostPort.text(bound);
    }
  }

  Listening(RelayContext context, HostResources host, String asked, OutageClock clock) {
    this.context = context;
    this.host = host;
    flapping = new Flapping(this, switching, context, clock);
    place = new Place(asked, null);
  }

  /** Returns the address really bound, else the text that was given. */
  String text() {
    return place.text();
  }

  /** Returns the address really bound, or null if there was none so far. */
  InetSocketAddress bound() {
    return place.bound();
  }

  /** Returns whether it is up, if only a fault may interrupt that. */
  boolean isUp() {
    return enabled;
  }

  /** Binds, but lets clients wait until {@link #launch()}. */
  void bind() throws IOException {
    switching.lock();
    try {
      bindAt(place, context.route());
    } finally {
      switching.unlock();
    }
  }

  /** Accepts clients from now on, unless it is down. */
  void launch() {
    switching.lock();
    try {
      if (acceptor != null) {
        acceptor.launch();
      }
      if (!closed) {
        flapping.start();
      }
    } finally {
      switching.unlock();
    }
  }

  /**
   * Starts listening; on the same port if it has listened before.
   *
   * @return false if it is up already
   */
  boolean up() throws IOException {
    switching.lock();
    try {
      refuseIfClosed();
      if (enabled) {
        return false;
      }
      bindAt(place, context.route());
      acceptor.launch();
      return true;
    } finally {
      switching.unlock();
    }
  }

  /**
   * Stops listening and ends all connections. The port refuses when this returns.
   *
   * @param gently closes them rather than resetting them
   * @return false if it is down already
   */
  boolean down(boolean gently) throws IOException {
    switching.lock();
    try {
      return stop(gently);
    } finally {
      switching.unlock();
    }
  }

  /** Stops as {@link #down} does, for good. */
  void close(boolean gently) throws IOException {
    switching.lock();
    try {
      closed = true;
      flapping.stop();
      stop(gently);
    } finally {
      switching.unlock();
    }
  }

  /**
   * A shared fault was added, updated or removed: heeds it, if it is one that takes the proxy down.
   */
  void faultChanged(LiveFault fault) {
    if (!flapping.heeds(fault) && fault.type().outages(fault.attributes().values()) == null) {
      return;
    }
    switching.lock();
    try {
      flapping.refresh();
    } finally {
      switching.unlock();
    }
  }

  /**
   * Stops listening and resets all connections because of a fault, but stays enabled. Under the
   * lock.
   *
   * @return false if it did not listen
   */
  boolean interrupt(String fault) {
    if (acceptor == null) {
      return false;
    }
    Acceptor leaving = acceptor;
    acceptor = null;
    try {
      leaving.close();
    } catch (IOException ignored) {
      // the descriptor is gone either way
    } finally {
      context.relays().visit(relay -> relay.end(EndCause.FAULT, fault, false));
    }
    return true;
  }

  /** Listens again if it was interrupted, on the same port. Under the lock. */
  void resume() throws IOException {
    if (enabled && acceptor == null) {
      bindAt(place, context.route());
      acceptor.launch();
    }
  }

  /** Takes the listener off the lists of this process, without closing it. */
  void abandon() {
    Acceptor left = acceptor;
    if (left != null) {
      left.forget();
    }
  }

  /**
   * Makes a change. A new address or upstream lets it listen though a fault has interrupted that.
   *
   * @param beforeRestart runs if the address or the upstream changes, when nothing can fail any
   *     more: after the old connections have ended and before a new one is accepted. It runs under
   *     the lock, so it must not call listeners
   * @return whether something has changed
   */
  boolean update(ProxyUpdate change, Runnable beforeRestart) throws IOException {
    switching.lock();
    try {
      refuseIfClosed();
      InetSocketAddress target = target(change.listen());
      boolean moves = target != null;
      boolean reroutes =
          change.upstream() != null && !change.upstream().equals(context.route().toString());
      Route route = reroutes ? new Route(change.upstream(), host) : context.route();
      Place next = moves ? new Place(change.listen(), null) : place;
      boolean up = change.enabled() == null ? isUp() : change.enabled();
      boolean restarts = moves || reroutes;
      if (!restarts) {
        return up ? up() : stop(true);
      }
      if (!up) {
        stop(true);
        beforeRestart.run();
        place = next;
        context.route(route);
      } else if (acceptor == null) {
        bindAt(next, route);
        beforeRestart.run();
        acceptor.launch();
      } else if (moves) {
        move(next, target, route, beforeRestart);
      } else {
        reroute(route, beforeRestart);
      }
      return true;
    } finally {
      switching.unlock();
    }
  }

  /** The address that {@code text} asks for, or null if that is the present one. */
  private InetSocketAddress target(String text) throws IOException {
    if (text == null || place.isAskedBy(text)) {
      return null;
    }
    InetSocketAddress target = ListenText.resolve(text);
    return target.equals(place.bound()) ? null : target;
  }

  private void reroute(Route route, Runnable beforeRestart) throws IOException {
    setRoute(route, null); // those it takes before hold() end with the others
    acceptor.hold();
    try {
      endAll(true);
      beforeRestart.run();
    } finally {
      acceptor.launch();
    }
  }

  private void move(Place next, InetSocketAddress target, Route route, Runnable beforeRestart)
      throws IOException {
    Acceptor old = acceptor;
    Route before = context.route();
    Acceptor moved = bindBeside(old, target);
    try {
      setRoute(route, old);
      stop(true);
    } catch (IOException | RuntimeException | Error e) {
      context.route(before);
      discard(moved, e);
      if (!old.isOpen()) {
        comeBack(old);
      }
      throw e;
    }
    beforeRestart.run();
    place = new Place(next.asked(), moved.address());
    acceptor = moved;
    enabled = true;
    moved.launch();
  }

  /** Binds {@code target}; if it is the old address that is in its way, closes that before. */
  private Acceptor bindBeside(Acceptor old, InetSocketAddress target) throws IOException {
    try {
      return Acceptor.bind(context, target);
    } catch (ListenException e) {
      if (!e.isInUse()
          || target.getPort() != old.address().getPort()
          || !old.standsAloneInTheWayOf(target)) {
        throw e;
      }
    }
    old.close();
    try {
      return Acceptor.bind(context, target);
    } catch (IOException | RuntimeException | Error e) {
      comeBack(old);
      throw e;
    }
  }

  /** Closes a listener that is not wanted after all, because of {@code why}. */
  private static void discard(Acceptor unwanted, Throwable why) {
    try {
      unwanted.close();
    } catch (IOException | RuntimeException | Error e) {
      why.addSuppressed(e);
    }
  }

  /** Listens again where {@code old} did. */
  private void comeBack(Acceptor old) throws IOException {
    acceptor = null;
    enabled = false;
    acceptor = Acceptor.bind(context, old.address());
    enabled = true;
    acceptor.launch();
  }

  private void bindAt(Place at, Route route) throws IOException {
    InetSocketAddress address = at.bound() == null ? ListenText.resolve(at.asked()) : at.bound();
    Acceptor next = Acceptor.bind(context, address);
    try {
      setRoute(route, null);
    } catch (IOException | RuntimeException | Error e) {
      discard(next, e);
      throw e;
    }
    place = new Place(at.asked(), next.address());
    acceptor = next;
    enabled = true;
  }

  /** Sets where connections go, and refuses what leads back. */
  private void setRoute(Route route, Acceptor leaving) throws IOException {
    String refusal = Listeners.route(context, route, leaving);
    if (refusal != null) {
      throw new OwnAddressException(refusal);
    }
  }

  private boolean stop(boolean gently) throws IOException {
    if (!enabled) {
      return false;
    }
    Acceptor leaving = acceptor;
    acceptor = null;
    enabled = false;
    try {
      if (leaving != null) {
        leaving.close();
      }
    } finally {
      endAll(gently);
    }
    return true;
  }

  private void endAll(boolean gently) {
    context.relays().visit(relay -> relay.end(EndCause.PROXY_DOWN, null, gently));
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new IllegalStateException("proxy " + context.proxy() + " was removed");
    }
  }
}
