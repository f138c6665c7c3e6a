package io.trixter.proxy;

import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.relay.Relay;
import io.trixter.proxy.relay.RelayListener;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections of a proxy, and the events that tell of them. Safe for any thread. */
final class Connections implements RelayListener {
  private final Proxy proxy;
  private final long startedAt = System.nanoTime();
  private final Events events;
  private final Map<String, Connection> open = new ConcurrentHashMap<>();

  Connections(Proxy proxy, Events events) {
    this.proxy = proxy;
    this.events = events;
  }

  @Override
  public void opened(Relay relay) {
    Connection connection = new Connection(proxy, relay);
    open.put(relay.id(), connection);
    events.fire(new ProxyEvent.Opened(connection));
  }

  @Override
  public void ended(Relay relay, EndCause cause, String detail) {
    Connection connection = relay.id() == null ? null : open.remove(relay.id());
    events.fire(
        new ProxyEvent.Ended(
            proxy, connection, relay.downstream(), relay.ageMillis(), cause, detail));
  }

  /** Returns those that are open, oldest first. */
  List<Connection> all() {
    return open.values().stream()
        .sorted(Comparator.comparingLong(connection -> connection.acceptedAt() - startedAt))
        .toList();
  }

  /** Returns the one of this id, or null. */
  Connection find(String id) {
    return open.get(id);
  }
}
