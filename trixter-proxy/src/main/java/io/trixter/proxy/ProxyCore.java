package io.trixter.proxy;

import static io.trixter.proxy.Log.LOG;

import io.trixter.netem.kernel.DelayBudget;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What the relays of one proxy share: its configuration, the registry of those that live, what was
 * counted, and the log. Safe for any thread.
 */
final class ProxyCore {
  private static final long SMALLEST_DELAY_MEMORY = 4 << 10;
  private static final long TELL_EVERY_NANOS = 10_000_000_000L;
  private static final Duration END_PATIENCE = Duration.ofSeconds(1);

  private final ProxyConfig config;
  private final Metrics metrics = new Metrics();
  private final Resolver resolver;
  private final DelayBudget budget;
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
  private final ReentrantLock setting = new ReentrantLock(); // between changes; no loop takes it
  private final Map<String, Connection> open = new ConcurrentHashMap<>();
  private final DescriptorReserve reserve = new DescriptorReserve();
  private final AtomicLong shortageToldAt = new AtomicLong();
  private volatile boolean lacking;
  private volatile Acceptor acceptor;
  private volatile Consumer<String> listener;

  ProxyCore(ProxyConfig config) {
    this(config, InetAddress::getAllByName);
  }

  ProxyCore(ProxyConfig config, Lookup lookup) {
    this.config = config;
    resolver = new Resolver(config.upstream(), lookup);
    budget = new DelayBudget(atLeastSmallest(config.delayBudgetBytes()), this::delayBudgetLacks);
  }

  /** Where less could be held than one small chunk and its bookkeeping, nothing would pass. */
  private static long atLeastSmallest(long bytes) {
    return Math.max(SMALLEST_DELAY_MEMORY, bytes);
  }

  /** How much one direction may hold in its delay line, in bytes. */
  long delayWindow() {
    return atLeastSmallest(config.delayWindowBytes());
  }

  ProxyConfig config() {
    return config;
  }

  Metrics metrics() {
    return metrics;
  }

  Resolver resolver() {
    return resolver;
  }

  DelayBudget budget() {
    return budget;
  }

  /** A connection waits for memory to delay its bytes in. Any loop. */
  private void delayBudgetLacks() {
    metrics.delayWaits().increment();
    long now = System.nanoTime();
    long last = shortageToldAt.get();
    boolean due = last == 0 || now - last >= TELL_EVERY_NANOS;
    if (due && shortageToldAt.compareAndSet(last, now)) {
      LOG.warn(
          "the delay budget of {} bytes has no room for more: connections wait", budget.total());
    }
  }

  /** The acceptor to be paused when descriptors run out. */
  void accepting(Acceptor current) {
    acceptor = current;
    regainDescriptors();
    lacking = false;
  }

  /** A descriptor was not to be had: relaying pauses until there are enough again. */
  void descriptorsLack(Throwable why) {
    lacking = true;
    reserve.drop();
    acceptor.pause(why);
  }

  /** Whether relaying has to wait for descriptors. */
  boolean isLacking() {
    return lacking;
  }

  /** Whether there are enough descriptors again. */
  boolean regainDescriptors() {
    lacking = !reserve.regain();
    return !lacking;
  }

  DescriptorReserve reserve() {
    return reserve;
  }

  /**
   * Applies {@code change} to the defaults and to all connections, those being opened included. No
   * connection misses it: the defaults come first, and a connection is registered before it starts
   * with them, so one that is not visited here has started with the new values.
   */
  void setAll(Consumer<ConnectionKnobs> change) {
    change.accept(config.defaults().copy()); // a value that is refused here has set nothing
    setting.lock();
    try {
      change.accept(config.defaults());
      visit(knobs -> change.accept(knobs.get()));
    } finally {
      setting.unlock();
    }
  }

  /** Applies {@code change} to all connections, those being opened included. */
  void setConnections(Consumer<ConnectionKnobs> change) {
    change.accept(new ConnectionKnobs()); // a value that is refused here has set nothing
    setting.lock();
    try {
      visit(knobs -> change.accept(knobs.get()));
    } finally {
      setting.unlock();
    }
  }

  /** Sets all knobs off: of the defaults and of all connections. Creates none. */
  void setOff() {
    setting.lock();
    try {
      config.defaults().setOff();
      visit(LazyKnobs::setOff);
    } finally {
      setting.unlock();
    }
  }

  private void visit(Consumer<LazyKnobs> visitor) {
    for (Relay relay : relays) {
      relay.knobs().start(config.defaults());
      visitor.accept(relay.knobs());
    }
  }

  /** The accepted connections that live, those being opened included. */
  Set<Relay> relays() {
    return relays;
  }

  /** An accepted connection begins its life. */
  void accepted(Relay relay) {
    relays.add(relay);
    relay.knobs().start(config.defaults());
    metrics.accepted().increment();
  }

  /** Both of its sides are open: lists and logs it. */
  void opened(Connection connection) {
    open.put(connection.id(), connection);
    if (isHeard()) {
      tell("opened " + connection);
    }
  }

  private boolean isHeard() {
    return listener != null || LOG.isInfoEnabled();
  }

  private void tell(String event) {
    LOG.info(event);
    Consumer<String> told = listener;
    if (told != null) {
      told.accept(event);
    }
  }

  /** It has ended, once: lists it no more, counts and logs it. */
  void ended(Relay relay, EndCause cause, String detail) {
    relays.remove(relay);
    Connection connection = relay.connection();
    if (connection != null) {
      open.remove(connection.id());
    }
    metrics.ended(cause).increment();
    if (isHeard()) {
      tell(ending(relay, connection, cause, detail));
    }
  }

  private static String ending(Relay relay, Connection connection, EndCause cause, String detail) {
    String who =
        connection == null
            ? "downstream=" + relay.downstream()
            : connection
                + " bytes_up="
                + connection.bytes(Direction.UPSTREAM)
                + " bytes_down="
                + connection.bytes(Direction.DOWNSTREAM);
    String why = detail == null ? cause.text() : cause.text() + ": " + detail;
    return "ended " + who + " age_ms=" + relay.ageMillis() + " cause=" + why;
  }

  /** Sets the listener for opened and ended connections, replacing the previous one. */
  void listen(Consumer<String> told) {
    listener = told;
  }

  List<Connection> connections() {
    return open.values().stream().sorted(Comparator.comparingLong(Connection::ordinal)).toList();
  }

  Connection connection(String id) {
    return open.get(id);
  }

  /** Ends all connections, and returns when they have ended, or after a second. */
  void endAll(EndCause cause) {
    List<Relay> living = List.copyOf(relays);
    living.forEach(relay -> relay.endSoon(cause, null));
    Relay.awaitEnds(living, END_PATIENCE);
  }
}
