package io.trixter.proxy;

import static io.trixter.proxy.Log.LOG;

import io.trixter.netem.nio.driver.DelayBudget;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What the relays of one proxy share: its configuration, the registry of those that live, what was
 * counted, and the log. Safe for any thread.
 */
final class ProxyCore {
  private static final int BURST = 256;

  private final ProxyConfig config;
  private final Metrics metrics = new Metrics();
  private final Resolver resolver;
  private final DelayBudget budget;
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
  private final Map<String, Connection> open = new ConcurrentHashMap<>();
  private final Ballast ballast = new Ballast();
  private volatile boolean lacking;
  private volatile Acceptor acceptor;
  private volatile Consumer<String> listener;
  private volatile Runnable burst = () -> {};
  private int sinceBurst; // of the acceptor's loop

  ProxyCore(ProxyConfig config) {
    this(config, InetAddress::getAllByName);
  }

  ProxyCore(ProxyConfig config, Lookup lookup) {
    this.config = config;
    resolver = new Resolver(config.upstream(), lookup);
    budget = new DelayBudget(config.delayBudgetBytes());
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

  /** The acceptor to be paused when descriptors run out. */
  void accepting(Acceptor current) {
    acceptor = current;
    regainDescriptors();
    lacking = false;
  }

  /** A descriptor was not to be had: relaying pauses until there are enough again. */
  void descriptorsLack(Throwable why) {
    lacking = true;
    ballast.drop();
    acceptor.pause(why);
  }

  /** Whether relaying has to wait for descriptors. */
  boolean isLacking() {
    return lacking;
  }

  /** Whether there are enough descriptors again. */
  boolean regainDescriptors() {
    lacking = !ballast.regain();
    return !lacking;
  }

  Ballast ballast() {
    return ballast;
  }

  /** An accepted connection begins its life. */
  void accepted(Relay relay) {
    relays.add(relay);
    if (++sinceBurst == BURST) {
      sinceBurst = 0;
      burst.run();
    }
  }

  /** Has {@code told} run when a few hundred connections have come since it last was. */
  void onBurst(Runnable told) {
    burst = told;
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
  void ended(Relay relay, Cause cause, String detail) {
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

  private static String ending(Relay relay, Connection connection, Cause cause, String detail) {
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

  /** Has {@code told} told of each connection opened and ended, rather than whoever was before. */
  void listen(Consumer<String> told) {
    listener = told;
  }

  List<Connection> connections() {
    return open.values().stream().sorted(Comparator.comparingLong(Connection::ordinal)).toList();
  }

  Connection connection(String id) {
    return open.get(id);
  }

  /** Ends all that live, and returns when they have ended, or a second has passed. */
  void endAll(Cause cause) {
    List<Relay> living = List.copyOf(relays);
    living.forEach(relay -> relay.endSoon(cause, null));
    living.forEach(relay -> relay.awaitEnd(1));
  }
}
