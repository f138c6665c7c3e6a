package io.trixter.proxy;

import static io.trixter.proxy.relay.Log.LOG;

import io.trixter.netem.FaultLog;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.FaultReplay;
import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.netem.nio.loop.EventLoopGroup;
import io.trixter.proxy.relay.HostResources;
import io.trixter.proxy.relay.Lookup;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A host of any number of named proxies, and what they share: event loops, memory for delay, the
 * threads that look names up, the seed. Another proxy costs no thread. Of each removed proxy that
 * had a connection, the host keeps a hash of the name and a counter, so that the connections of the
 * next proxy of that name draw anew. It keeps them of the latest 100,000 such proxies. Safe for any
 * thread except event loops.
 */
public final class ProxyHost implements AutoCloseable {
  private static final int CLOSE_PATIENCE_SECONDS = 1;

  private final long startedAt = System.nanoTime();
  private final HostConfig config;
  private final EventLoopGroup group;
  private final HostResources resources;
  private final HostMetrics metrics;
  private final Events events = new Events(null);
  private final ProxyTable proxies = new ProxyTable();
  private final OutageClock outageClock = new OutageClock();

  private ProxyHost(HostConfig config, EventLoopGroup group, Lookup lookup) {
    this.config = config;
    this.group = group;
    resources = new HostResources(group, config.delayBudgetBytes(), lookup);
    resources.log(config.faultLog());
    metrics = new HostMetrics(resources);
    if (config.logged()) {
      events.add(new EventLog());
    }
  }

  /**
   * Starts the event loops.
   *
   * @throws IOException if a selector or a ring cannot be opened
   * @throws UnsupportedOperationException if the engine is impossible here; the message says why
   */
  public static ProxyHost start(HostConfig config) throws IOException {
    ProxyHost host = startWithoutEngineLine(config);
    host.logEngine();
    return host;
  }

  /** Starts one that leaves {@link #logEngine} to the caller. */
  static ProxyHost startWithoutEngineLine(HostConfig config) throws IOException {
    return startWithoutEngineLine(config, InetAddress::getAllByName);
  }

  /** The same, with names looked up by {@code lookup}. */
  static ProxyHost startWithoutEngineLine(HostConfig config, Lookup lookup) throws IOException {
    return new ProxyHost(config, HostLoops.start(config), lookup);
  }

  /** Tells the log what the event loops wait on, and why. */
  void logEngine() {
    if (config.logged()) {
      NetemChannelProvider provider = (NetemChannelProvider) group.provider();
      LOG.debug("engine {} ({})", provider.engine(), provider.engineReason());
    }
  }

  /**
   * Makes a proxy, which listens when this returns unless it is to be disabled.
   *
   * @throws IllegalArgumentException if the name is taken
   * @throws io.trixter.proxy.model.ListenException if the address cannot be bound or resolved
   * @throws OwnAddressException if the upstream is the proxy's own address or leads back to it
   */
  public Proxy add(ProxyConfig proxy) throws IOException {
    Proxy added = bind(proxy);
    added.serve();
    return added;
  }

  /** Makes a proxy, as {@link #add} does, but lets clients wait until {@link Proxy#serve()}. */
  public Proxy bind(ProxyConfig proxy) throws IOException {
    return bind(proxy, false);
  }

  /** Makes a proxy, as {@link #bind(ProxyConfig)} does; {@code alone} if it closes this host. */
  Proxy bind(ProxyConfig proxy, boolean alone) throws IOException {
    Proxy added = bindIfFree(proxy, alone);
    if (added == null) {
      throw new IllegalArgumentException("proxy " + proxy.name() + " already exists");
    }
    return added;
  }

  /** Makes a proxy, or returns null if its name is taken. */
  private Proxy bindIfFree(ProxyConfig proxy, boolean alone) throws IOException {
    AtomicLong ordinals = proxies.take(proxy.name());
    if (ordinals == null) {
      return null;
    }
    Proxy added;
    try {
      added = new Proxy(this, resources, proxy, alone, ordinals, events);
      added.bind(proxy.enabled());
    } catch (IOException | RuntimeException | Error e) {
      proxies.free(proxy.name());
      throw e;
    }
    List<SharedFault> begun = added.faults().list();
    proxies.add(added);
    events.fire(new ProxyEvent.ProxyAdded(added));
    added.faults().announce(begun);
    return added;
  }

  /**
   * Makes a proxy, or makes the one of that name what {@code proxy} says. One that has the same
   * address and the same upstream keeps its connections, knobs and shared faults, and is taken up
   * or down. One that differs restarts without them, with the faults of {@code proxy}; its new port
   * is bound before the old one is given up, and if that fails it stays as it was. Calls at the
   * same time take their turns, and one waits while another thread adds or removes the proxy of
   * that name.
   *
   * @throws io.trixter.proxy.model.ListenException if the address cannot be bound or resolved
   * @throws OwnAddressException if the upstream is the proxy's own address or leads back to it
   */
  public Proxy put(ProxyConfig proxy) throws IOException {
    while (true) {
      Proxy present = proxies.await(proxy.name());
      if (present == null) {
        Proxy added = bindIfFree(proxy, false);
        if (added != null) {
          added.serve();
          return added;
        }
      } else if (becomes(present, proxy)) {
        return present;
      }
    }
  }

  /** Makes {@code present} what {@code proxy} says; returns false if it was removed meanwhile. */
  private boolean becomes(Proxy present, ProxyConfig proxy) throws IOException {
    try {
      present.become(proxy);
      return true;
    } catch (IllegalStateException e) {
      if (proxies.find(proxy.name()) == present) {
        throw e;
      }
      return false;
    }
  }

  /** Returns the number of removed proxies whose connection counters are kept. */
  int namesRemembered() {
    return proxies.counters();
  }

  /** Returns the proxy of this name, or null. */
  public Proxy proxy(String name) {
    return proxies.find(name);
  }

  /** Returns the proxies, sorted by name: by code points, which is the order of UTF-8's bytes. */
  public List<Proxy> proxies() {
    return List.copyOf(proxies.all());
  }

  /**
   * Stops a proxy, as {@link Proxy#stop()} does, and forgets it. The connections of one made again
   * under its name are numbered on, so that they draw anew.
   *
   * @return false if there is none of this name
   */
  public boolean remove(String name) {
    Proxy removed = proxies.find(name);
    return removed != null && remove(removed, true);
  }

  /** Ends {@code proxy} and forgets it; false if it was removed before. */
  boolean remove(Proxy proxy, boolean gently) {
    if (!proxies.remove(proxy)) {
      return false;
    }
    try {
      proxy.end(gently);
    } finally {
      proxies.free(proxy.name());
    }
    events.fire(new ProxyEvent.ProxyRemoved(proxy));
    return true;
  }

  /**
   * Resets every proxy, as {@link Proxy#reset()} does. Goes on after one that cannot listen.
   *
   * @throws IOException the failure of the first that cannot, with the others suppressed
   */
  public void reset() throws IOException {
    IOException failure = null;
    for (Proxy each : proxies.all()) {
      try {
        each.reset();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      } catch (IllegalStateException removedMeanwhile) {
        // there is nothing left to reset
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Returns the open connections of all proxies, oldest first. */
  public List<Connection> connections() {
    return proxies.all().stream()
        .flatMap(proxy -> proxy.connections().stream())
        .sorted(Comparator.comparingLong(connection -> connection.acceptedAt() - startedAt))
        .toList();
  }

  /** Returns the open connection of this id, whichever proxy carries it, or null. */
  public Connection connection(String id) {
    for (Proxy each : proxies.all()) {
      Connection found = each.connection(id);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /**
   * Counts the bytes that the faults of each proxy hold now. Answers at once: the event loops count
   * those of their own connections, and the last of them completes the future, which none may keep
   * waiting. It is never completed while a loop is stuck.
   */
  public CompletableFuture<Map<Proxy, HeldBytes>> heldBytes() {
    return HeldCount.start(group.loops(), proxies());
  }

  /**
   * Closes every open connection of all proxies at once, and those that a shared fault keeps from
   * opening. Returns when none of them is listed any more, or after 5 s if an event loop is stuck.
   *
   * @param reason for the log
   */
  public void shutdownAll(String reason) {
    proxies.all().forEach(proxy -> Connection.shutdownWaiting(proxy, reason));
    Connection.shutdown(connections(), reason, Connection.PATIENCE);
  }

  /**
   * Adds a listener for the events of all proxies. It is called on the event loops and on threads
   * that change proxies, so it must not block. If a listener throws, the thread's uncaught
   * exception handler gets the exception; the other listeners are still called.
   */
  public void addListener(Consumer<? super ProxyEvent> listener) {
    events.add(listener);
  }

  /** Removes a listener; without effect if it was not added. */
  public void removeListener(Consumer<? super ProxyEvent> listener) {
    events.remove(listener);
  }

  /** Returns the number of listeners for the events of all proxies. */
  int listeners() {
    return events.size();
  }

  /** Returns the seed of every draw. */
  public long seed() {
    return config.seed();
  }

  /**
   * Returns what chance has done, to all proxies; null if it is not recorded. All that a peer has
   * seen before the call is in it, unless an event loop calls, which waits for none.
   */
  public FaultRecord record() {
    return resources.record();
  }

  /** Returns the replay, which knows what found no place so far; null if nothing is replayed. */
  public FaultReplay replay() {
    return resources.log() instanceof FaultReplay replay ? replay : null;
  }

  /**
   * Begins another run: the connections of each proxy that are accepted from now on are numbered
   * from 0, and what chance does to them is recorded in {@code next}, or replayed from it. Those
   * that are open stay with the log that they have.
   *
   * @param next null to neither record nor replay
   */
  public void setFaultLog(FaultLog next) {
    FaultLog before = resources.log();
    resources.log(next); // before the numbers: none is to come twice there
    proxies.restartCounters();
    ReplayReport.of(before);
  }

  /** Returns the configuration that it was started with. */
  public HostConfig config() {
    return config;
  }

  /** Returns what its proxies share has counted. */
  public HostMetrics metrics() {
    return metrics;
  }

  /** Returns the thread on which proxies go down and up by themselves. */
  OutageClock outageClock() {
    return outageClock;
  }

  /** Returns the memory of all delay lines. */
  DelayBudget budget() {
    return resources.budget();
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

  /** Stops accepting, ends every connection with a reset, and ends the threads. */
  @Override
  public void close() {
    outageClock.close();
    try {
      endAll();
    } finally {
      endThreads();
      ReplayReport.of(resources.log());
    }
  }

  private void endThreads() {
    try {
      group.shutdownNow();
      group.awaitTermination(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException ignored) {
      // what is left is daemon threads
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      resources.close();
    }
  }

  /** Ends the proxies in turn; where a loop is stuck, leaves the rest to the group's end. */
  private void endAll() {
    long start = System.nanoTime();
    try {
      for (Proxy each : proxies.all()) {
        if (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(CLOSE_PATIENCE_SECONDS)) {
          remove(each, false);
        }
      }
    } finally {
      proxies.all().forEach(Proxy::abandon);
    }
  }
}
