package io.trixter.proxy;

import static io.trixter.proxy.Log.LOG;

import io.trixter.netem.nio.driver.DelayBudget;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the relays of one proxy share: its configuration, the registry of those that live, what was
 * counted, and the log. Safe for any thread.
 */
final class ProxyCore {
  private final ProxyConfig config;
  private final Metrics metrics = new Metrics();
  private final Resolver resolver = new Resolver();
  private final DelayBudget budget;
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
  private final Map<String, Connection> open = new ConcurrentHashMap<>();
  private volatile Acceptor acceptor;

  ProxyCore(ProxyConfig config) {
    this.config = config;
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
  }

  void descriptorsLack(IOException why) {
    acceptor.pause(why);
  }

  /** An accepted connection begins its life. */
  void accepted(Relay relay) {
    relays.add(relay);
  }

  /** Both of its sides are open: lists and logs it. */
  void opened(Connection connection) {
    open.put(connection.id(), connection);
    if (LOG.isInfoEnabled()) {
      LOG.info(
          "opened id={} downstream={} upstream={}",
          connection.id(),
          connection.downstream(),
          connection.upstream());
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
    if (LOG.isInfoEnabled()) {
      log(relay, connection, cause, detail);
    }
  }

  private static void log(Relay relay, Connection connection, Cause cause, String detail) {
    String why = detail == null ? cause.text() : cause.text() + ": " + detail;
    if (connection == null) {
      LOG.info(
          "ended downstream={} age_ms={} cause={}", relay.downstream(), relay.ageMillis(), why);
      return;
    }
    LOG.info(
        "ended id={} downstream={} upstream={} bytes_up={} bytes_down={} age_ms={} cause={}",
        connection.id(),
        connection.downstream(),
        connection.upstream(),
        connection.bytes(Direction.UPSTREAM),
        connection.bytes(Direction.DOWNSTREAM),
        relay.ageMillis(),
        why);
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
