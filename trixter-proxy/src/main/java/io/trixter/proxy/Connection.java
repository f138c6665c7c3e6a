package io.trixter.proxy;

import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.relay.LogText;
import io.trixter.proxy.relay.Relay;
import io.trixter.proxy.relay.Relays;
import java.time.Duration;
import java.util.List;

/**
 * A connection that the proxy carries: one client's and its counterpart to the upstream. Safe for
 * any thread.
 */
public final class Connection {
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Proxy proxy;
  private final Relay relay;

  Connection(Proxy proxy, Relay relay) {
    this.proxy = proxy;
    this.relay = relay;
  }

  /** Returns the proxy that carries it. */
  public Proxy proxy() {
    return proxy;
  }

  /** Returns the id: 21 URL-safe random characters, never reused. */
  public String id() {
    return relay.id();
  }

  /** Returns the client's address, as {@code ip:port}. */
  public String downstream() {
    return relay.downstream();
  }

  /** Returns the server's address, as {@code ip:port}. */
  public String upstream() {
    return relay.upstream();
  }

  /** Its live knobs. The first call creates them, so ask {@link #isOff()} to only look. */
  public ConnectionKnobs knobs() {
    return relay.knobs().get();
  }

  /** Returns whether all its knobs are off. Unlike {@link #knobs()}, creates none. */
  public boolean isOff() {
    return !relay.knobs().isOn(Direction.UPSTREAM) && !relay.knobs().isOn(Direction.DOWNSTREAM);
  }

  /** Returns whether it has knobs of its own already. */
  boolean hasKnobs() {
    return relay.knobs().isCreated();
  }

  /** Its place among all that the proxy has accepted, from 0. */
  long ordinal() {
    return relay.ordinal();
  }

  /** When it was accepted, by {@link System#nanoTime}. */
  long acceptedAt() {
    return relay.acceptedAt();
  }

  /** Milliseconds since it was accepted. */
  public long ageMillis() {
    return relay.ageMillis();
  }

  /** Bytes that were read to go this way, garbage not counted. */
  public long bytes(Direction direction) {
    return relay.bytes(direction);
  }

  /**
   * Closes both sides at once; bytes still held are dropped. Returns when it is no longer listed,
   * or after 5 s if its event loop is stuck.
   *
   * @param reason for the log
   * @return false when it had ended already
   */
  public boolean shutdown(String reason) {
    if (!startShutdown(reason)) {
      return false;
    }
    Relays.awaitEnds(List.of(relay), PATIENCE);
    return true;
  }

  /** The id and both addresses, as the log has them. */
  @Override
  public String toString() {
    return "id=" + id() + " downstream=" + downstream() + " upstream=" + upstream();
  }

  private boolean startShutdown(String reason) {
    if (relay.isEnded()) {
      return false;
    }
    relay.endSoon(EndCause.SHUTDOWN, LogText.of(reason));
    return true;
  }

  /** Shuts down those of {@code proxy} that a shared fault keeps from opening; no list has them. */
  static void shutdownWaiting(Proxy proxy, String reason) {
    String text = LogText.of(reason);
    proxy.context().relays().visit(relay -> relay.endAtGate(EndCause.SHUTDOWN, text));
  }

  /** Shuts all of them down, and returns when they have ended, or {@code patience} is over. */
  static void shutdown(List<Connection> all, String reason, Duration patience) {
    all.forEach(connection -> connection.startShutdown(reason));
    Relays.awaitEnds(all.stream().map(connection -> connection.relay).toList(), patience);
  }
}
