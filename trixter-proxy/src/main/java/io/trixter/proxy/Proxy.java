package io.trixter.proxy;

import io.trixter.netem.FaultRecord;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.Knobs;
import io.trixter.proxy.relay.HostResources;
import io.trixter.proxy.relay.RelayContext;
import io.trixter.proxy.relay.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A TCP chaos proxy: a listener, and the connections that it relays to one upstream with faults on
 * their way. Its {@link ProxyHost} may have others. Safe for any thread, but event loops must not
 * call what takes it up or down.
 */
public final class Proxy implements AutoCloseable {
  private final ProxyHost host;
  private final Events events;
  private final Connections connections;
  private final RelayContext context;
  private final Listening listening;
  private final Metrics metrics;
  private final Faults faults;
  private final boolean alone; // its host was made for it, and closes with it

  Proxy(
      ProxyHost host,
      HostResources resources,
      ProxyConfig config,
      boolean alone,
      AtomicLong ordinals,
      Events events) {
    this.host = host;
    this.alone = alone;
    this.events = new Events(events);
    connections = new Connections(this, this.events);
    context =
        new RelayContext(
            config.settings(host.seed()),
            resources,
            new Route(config.upstream(), resources),
            config.defaults(),
            ordinals,
            connections);
    listening = new Listening(context, resources, config.listen(), host.outageClock());
    metrics = new Metrics(context.traffic());
    faults = new Faults(context.faults(), this, this.events);
    faults.addQuietly(config.allFaults());
  }

  /**
   * Starts a proxy with a host of its own, which closes with it.
   *
   * @throws io.trixter.proxy.model.ListenException if the address cannot be bound or resolved
   * @throws OwnAddressException if the upstream is the proxy's own address or leads back to it
   */
  public static Proxy start(HostConfig host, ProxyConfig proxy) throws IOException {
    Proxy started = bind(host, proxy);
    started.serve();
    return started;
  }

  /** Binds the listener, as {@link #start} does, but lets clients wait until {@link #serve()}. */
  public static Proxy bind(HostConfig host, ProxyConfig proxy) throws IOException {
    Proxy bound = bind(ProxyHost.startWithoutEngineLine(host), proxy);
    bound.proxyHost().logEngine(); // not before: the log takes a while to start
    return bound;
  }

  /** Adds a proxy to {@code host}, which closes with it, or now if the proxy cannot listen. */
  static Proxy bind(ProxyHost host, ProxyConfig proxy) throws IOException {
    try {
      return host.bind(proxy, true);
    } catch (IOException | RuntimeException | Error e) {
      host.close();
      throw e;
    }
  }

  void bind(boolean enabled) throws IOException {
    if (enabled) {
      listening.bind();
    }
  }

  /** Returns what its relays share. */
  RelayContext context() {
    return context;
  }

  /** Returns whether and where it listens. */
  Listening listening() {
    return listening;
  }

  /** Returns its name among the proxies of its host. */
  public String name() {
    return context.proxy();
  }

  /**
   * Returns whether the log leaves its name out: nobody gave it one, nor its host another proxy.
   */
  boolean isNameless() {
    return alone && name().equals(ProxyConfig.DEFAULT_NAME);
  }

  /** Returns the host that it belongs to. */
  public ProxyHost proxyHost() {
    return host;
  }

  /** Accepts clients from now on, unless it was taken down; to be called once after a bind. */
  public void serve() {
    listening.launch();
  }

  /**
   * Returns where it listens, as {@code ip:port}, with the port really bound; stays while it is
   * down. Returns the text that was given if it has not listened there so far.
   */
  public String listen() {
    return listening.text();
  }

  /**
   * Returns the address it listens on, for a client in this JVM; stays while it is down. Null if it
   * has not listened so far.
   */
  public InetSocketAddress address() {
    return listening.bound();
  }

  /**
   * Returns the address it listens on, as text.
   *
   * @throws IllegalStateException if it has not listened so far
   */
  public String host() {
    return bound().getAddress().getHostAddress();
  }

  /**
   * Returns the port it listens on; stays while it is down.
   *
   * @throws IllegalStateException if it has not listened so far
   */
  public int port() {
    return bound().getPort();
  }

  private InetSocketAddress bound() {
    InetSocketAddress bound = listening.bound();
    if (bound == null) {
      throw new IllegalStateException("proxy " + name() + " has not listened so far");
    }
    return bound;
  }

  /** Returns where connections go, as it was given. */
  public String upstream() {
    return context.route().toString();
  }

  /** Returns the seed of every draw. */
  public long seed() {
    return host.seed();
  }

  /** Returns what chance has done to the connections of its host; null if it is not recorded. */
  public FaultRecord record() {
    return host.record();
  }

  /** Returns the faults that all its connections share. */
  public Faults faults() {
    return faults;
  }

  /** Returns what connections opened from now on start with; live. */
  public ConnectionKnobs defaults() {
    return context.knobs().defaults();
  }

  /**
   * Sets knobs of both directions in one step: of the defaults and of all connections, those being
   * opened included. A connection accepted meanwhile starts with the new values or is reached.
   *
   * @param change sets some of the knobs it is given; called once for each direction of a
   *     connection, on the calling thread, and before that on a copy, so that a value it throws at
   *     changes nothing. Other changes of all connections wait for it
   */
  public void set(Consumer<Knobs> change) {
    context.knobs().setAll(bothDirections(change));
  }

  /** Sets knobs of one direction, as {@link #set(Consumer)} does for both. */
  public void set(Direction direction, Consumer<Knobs> change) {
    context.knobs().setAll(both -> change.accept(both.of(direction)));
  }

  /**
   * Sets knobs of all connections, those being opened included, and leaves the defaults as they
   * are. Otherwise as {@link #set(Consumer)}.
   */
  public void setConnections(Consumer<Knobs> change) {
    context.knobs().setConnections(bothDirections(change));
  }

  /** Sets knobs of one direction, as {@link #setConnections(Consumer)} does for both. */
  public void setConnections(Direction direction, Consumer<Knobs> change) {
    context.knobs().setConnections(both -> change.accept(both.of(direction)));
  }

  private static Consumer<ConnectionKnobs> bothDirections(Consumer<Knobs> change) {
    return both -> {
      change.accept(both.upstream());
      change.accept(both.downstream());
    };
  }

  /**
   * Sets all knobs off, of the defaults and of all connections, those being opened included,
   * removes the shared faults, and accepts connections again if the proxy was taken down. The
   * defaults do not return to what the proxy was started with.
   *
   * @throws IOException if the port cannot be bound again; no knob or fault has changed then
   */
  public void reset() throws IOException {
    setEnabled(true);
    context.knobs().setOff();
    faults.clear();
  }

  /**
   * Adds a listener for this proxy's events. It is called on the event loops and on threads that
   * change the proxy, so it must not block. If a listener throws, the thread's uncaught exception
   * handler gets the exception; the other listeners are still called.
   */
  public void addListener(Consumer<? super ProxyEvent> listener) {
    events.add(listener);
  }

  /** Removes a listener; without effect if it was not added. */
  public void removeListener(Consumer<? super ProxyEvent> listener) {
    events.remove(listener);
  }

  /** Returns the open connections, oldest first. */
  public List<Connection> connections() {
    return connections.all();
  }

  /** Returns the open connection of this id, or null. */
  public Connection connection(String id) {
    return connections.find(id);
  }

  /**
   * Closes every open connection at once, and those that a shared fault keeps from opening. Returns
   * when none of them is listed any more, or after 5 s if an event loop is stuck.
   *
   * @param reason for the log
   */
  public void shutdownAll(String reason) {
    Connection.shutdownWaiting(this, reason);
    Connection.shutdown(connections.all(), reason, Connection.PATIENCE);
  }

  /** Returns whether it listens, or would if a shared fault did not interrupt that. */
  public boolean isEnabled() {
    return listening.isUp();
  }

  /**
   * Takes the proxy down (its port refuses, open connections are reset) or up again on the same
   * port. Returns when that is so, or after a second or two if an event loop is stuck; its
   * connections then end when it goes on.
   *
   * @throws IOException if the port cannot be bound again; the message names it, and the proxy
   *     stays down
   * @throws IllegalStateException if it was removed from its host
   */
  public void setEnabled(boolean enabled) throws IOException {
    changed(enabled ? listening.up() : listening.down(false));
  }

  /**
   * Takes the proxy down: its port refuses, and both sides of every connection are closed, not
   * reset, so that they see the end of the stream; bytes on their way are dropped. Returns when
   * that is so, or after a second or two if an event loop is stuck; its connections then end when
   * it goes on. Without effect if it is down.
   */
  public void stop() throws IOException {
    changed(listening.down(true));
  }

  /**
   * Changes where the proxy listens, where its connections go, or whether it is up. The address
   * that it has, or the text that was asked for, is no change, except that port 0 always asks for
   * another port. A new address or upstream ends the connections, as {@link #stop()} does; shared
   * faults and knobs stay. The new port is bound before the old one is given up. If the new address
   * has the old port, and the old listener stands in its way, the port refuses for a moment; a
   * program that takes it at that moment leaves the proxy down. Returns when that is so, or after a
   * second or two if an event loop is stuck; its connections then end when it goes on.
   *
   * @throws io.trixter.proxy.model.ListenException if the address cannot be bound or resolved; all
   *     is as it was
   * @throws OwnAddressException if the upstream is the proxy's own address or leads back to it; all
   *     is as it was
   * @throws IllegalStateException if it was removed from its host
   */
  public void update(ProxyUpdate change) throws IOException {
    changed(listening.update(change, () -> {}));
  }

  /** Becomes what {@code config} says, which has its name; see {@link ProxyHost#put}. */
  void become(ProxyConfig config) throws IOException {
    ProxyUpdate change = new ProxyUpdate(config.listen(), config.upstream(), config.enabled());
    List<ProxyEvent> later = new ArrayList<>(); // listeners are called without the lock
    boolean really;
    try {
      really = listening.update(change, () -> later.addAll(forget(config)));
    } finally {
      later.forEach(events::fire);
    }
    changed(really);
  }

  /** Takes over what {@code config} says; what else was set is gone. Returns the events. */
  private List<ProxyEvent> forget(ProxyConfig config) {
    context.settings(config.settings(host.seed()));
    context.knobs().defaults().setTo(config.defaults());
    List<ProxyEvent> told = faults.removeAll();
    for (SharedFault begun : faults.addQuietly(config.allFaults())) {
      told.add(new ProxyEvent.FaultAdded(this, begun));
    }
    return told;
  }

  private void changed(boolean really) {
    if (really) {
      events.fire(new ProxyEvent.ProxyChanged(this));
    }
  }

  /**
   * Describes why clients may wait in vain, or returns null if all is well: an event loop is dead,
   * or something has kept it from running for five seconds. Answers at once.
   */
  public String problem() {
    return host.problem();
  }

  /**
   * Returns whether it will not recover: an event loop is dead, or has lacked memory in all it did
   * for ten seconds. The handler of uncaught exceptions of the loop's thread is called then.
   */
  public boolean isLost() {
    return host.isLost();
  }

  /** Returns what it has counted. */
  public Metrics metrics() {
    return metrics;
  }

  /** Takes its listener off the lists of this process; the end of the event loops closes it. */
  void abandon() {
    listening.abandon();
  }

  /** Ends for good, all connections too. */
  void end(boolean gently) {
    try {
      listening.close(gently);
    } catch (IOException ignored) {
      // the descriptor is gone either way
    }
  }

  /**
   * Stops accepting, ends every connection with a reset, and removes the proxy from its host. A
   * host that was made for it alone closes too.
   */
  @Override
  public void close() {
    host.remove(this, false);
    if (alone) {
      host.close();
    }
  }
}
