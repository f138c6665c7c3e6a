package io.trixter.proxy;

import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.netem.nio.loop.EventLoopGroup;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A TCP chaos proxy: a listener, and the connections that it relays to one upstream with faults on
 * their way. Safe for any thread.
 */
public final class Proxy implements AutoCloseable {
  private static final int CLOSE_PATIENCE_SECONDS = 1;
  private static final int LOOKUP_PATIENCE_SECONDS = 1;

  private final ProxyCore core;
  private final EventLoopGroup group;
  private final InetSocketAddress bound;
  private final AtomicLong ordinals = new AtomicLong();
  private final ReentrantLock switching = new ReentrantLock();
  private volatile Acceptor acceptor;

  private Proxy(ProxyCore core, EventLoopGroup group) throws IOException {
    this.core = core;
    this.group = group;
    InetSocketAddress address = resolve(core.config().listen());
    acceptor = Acceptor.bind(core, ordinals, group.nextLoop(), address);
    bound = acceptor.address();
  }

  /**
   * Binds the listener and starts accepting.
   *
   * @throws IOException if the address cannot be bound, or if the upstream is the proxy's own
   *     address; the message names it
   */
  public static Proxy start(ProxyConfig config) throws IOException {
    return start(config, InetAddress::getAllByName);
  }

  /** Starts one whose upstream's name is looked up by {@code lookup}. */
  static Proxy start(ProxyConfig config, Lookup lookup) throws IOException {
    Proxy proxy = bind(config, lookup);
    proxy.serve();
    return proxy;
  }

  /**
   * Binds the listener, as {@link #start} does, but lets clients wait until {@link #serve()}.
   *
   * @throws IOException if the address cannot be bound, or if the upstream is the proxy's own
   *     address; the message names it
   */
  public static Proxy bind(ProxyConfig config) throws IOException {
    return bind(config, InetAddress::getAllByName);
  }

  private static Proxy bind(ProxyConfig config, Lookup lookup) throws IOException {
    AtomicInteger started = new AtomicInteger();
    EventLoopGroup group =
        new EventLoopGroup(
            NetemChannelProvider.shared(),
            config.threads(),
            task -> daemon(task, "trixter-loop-" + started.getAndIncrement()));
    ProxyCore core = new ProxyCore(config, lookup);
    Proxy proxy;
    try {
      proxy = new Proxy(core, group);
    } catch (IOException | RuntimeException e) {
      core.reserve().drop();
      group.shutdownNow();
      throw e;
    }
    if (proxy.isItsOwnUpstream()) {
      proxy.close();
      throw new IOException("upstream " + config.upstream() + " is this proxy's own address");
    }
    return proxy;
  }

  /** Looks the upstream's name up in the one case where it matters: the ports are the same. */
  private boolean isItsOwnUpstream() {
    return core.config().upstream().port() == port()
        && core.resolver().awaitAddresses(LOOKUP_PATIENCE_SECONDS).stream()
            .anyMatch(address -> Listeners.isOwn(core, address));
  }

  /** Returns what its relays share. */
  ProxyCore core() {
    return core;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static InetSocketAddress resolve(HostPort address) throws IOException {
    try {
      return address.resolve();
    } catch (UnknownHostException e) {
      throw new IOException("cannot listen on " + address + ": unknown host", e);
    }
  }

  /** Accepts clients from now on, unless it was taken down; to be called once after a bind. */
  public void serve() {
    switching.lock();
    try {
      if (acceptor != null) {
        acceptor.launch();
      }
    } finally {
      switching.unlock();
    }
  }

  /**
   * Returns where it listens, as {@code ip:port}, with the port really bound; stays while it is
   * down.
   */
  public String listen() {
    return HostPort.text(bound);
  }

  /** The address it listens on, for a client in this JVM. */
  public InetSocketAddress address() {
    return bound;
  }

  /** The address it listens on, as text. */
  public String host() {
    return bound.getAddress().getHostAddress();
  }

  /** The port it listens on; stays while it is down. */
  public int port() {
    return bound.getPort();
  }

  /** Returns where connections go, as it was given. */
  public String upstream() {
    return core.config().upstream().toString();
  }

  /** The seed of every draw. */
  public long seed() {
    return core.config().seed();
  }

  /** Returns what connections opened from now on start with; live. */
  public ConnectionKnobs defaults() {
    return core.config().defaults();
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
    core.setAll(bothDirections(change));
  }

  /** Sets knobs of one direction, as {@link #set(Consumer)} does for both. */
  public void set(Direction direction, Consumer<Knobs> change) {
    core.setAll(both -> change.accept(both.of(direction)));
  }

  /**
   * Sets knobs of all connections, those being opened included, and leaves the defaults as they
   * are. Otherwise as {@link #set(Consumer)}.
   */
  public void setConnections(Consumer<Knobs> change) {
    core.setConnections(bothDirections(change));
  }

  /** Sets knobs of one direction, as {@link #setConnections(Consumer)} does for both. */
  public void setConnections(Direction direction, Consumer<Knobs> change) {
    core.setConnections(both -> change.accept(both.of(direction)));
  }

  private static Consumer<ConnectionKnobs> bothDirections(Consumer<Knobs> change) {
    return both -> {
      change.accept(both.upstream());
      change.accept(both.downstream());
    };
  }

  /**
   * Sets all knobs off, of the defaults and of all connections, those being opened included, and
   * accepts connections again if the proxy was taken down. The defaults do not return to what the
   * proxy was started with.
   *
   * @throws IOException if the port cannot be bound again; no knob has changed then
   */
  public void reset() throws IOException {
    setEnabled(true);
    core.setOff();
  }

  /**
   * Sets the listener for opened and ended connections, replacing the previous one. It gets the
   * lines of the log, and is called by event loops, so it must not block.
   */
  public void onEvent(Consumer<String> listener) {
    core.listen(listener);
  }

  /** The open connections, oldest first. */
  public List<Connection> connections() {
    return core.connections();
  }

  /** The open connection of this id, or null. */
  public Connection connection(String id) {
    return core.connection(id);
  }

  /**
   * Closes every open connection at once. Returns when none of them is listed any more, or after 5
   * s if an event loop is stuck.
   *
   * @param reason for the log
   */
  public void shutdownAll(String reason) {
    Connection.shutdown(core.connections(), reason, Connection.PATIENCE);
  }

  /** Returns whether it accepts connections. */
  public boolean isEnabled() {
    return acceptor != null;
  }

  /**
   * Takes the proxy down (its port refuses, open connections are reset) or up again on the same
   * port. Returns when that is so.
   *
   * @throws IOException if the port cannot be bound again; the message names it, and the proxy
   *     stays down
   */
  public void setEnabled(boolean enabled) throws IOException {
    switching.lock();
    try {
      if (enabled && acceptor == null) {
        acceptor = Acceptor.start(core, ordinals, group.nextLoop(), bound);
      } else if (!enabled && acceptor != null) {
        acceptor.close();
        acceptor = null;
        core.endAll(EndCause.PROXY_DOWN);
      }
    } finally {
      switching.unlock();
    }
  }

  /**
   * Describes why clients may wait in vain, or returns null if all is well: an event loop is dead,
   * or something has kept it from running for five seconds. Answers at once.
   */
  public String problem() {
    return group.problem();
  }

  /**
   * Returns whether it will not recover: an event loop is dead, or has lacked memory in all it did
   * for ten seconds. The handler of uncaught exceptions of the loop's thread is called then.
   */
  public boolean isLost() {
    return group.isLost();
  }

  /** Returns what it has counted. */
  public Metrics metrics() {
    return core.metrics();
  }

  /** Stops accepting, ends every connection and its threads. */
  @Override
  public void close() {
    try {
      setEnabled(false);
      group.shutdownNow();
      group.awaitTermination(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException ignored) {
      // what is left is daemon threads
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      core.reserve().drop();
      core.resolver().close();
    }
  }
}
