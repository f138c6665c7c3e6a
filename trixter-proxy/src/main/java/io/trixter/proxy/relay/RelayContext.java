package io.trixter.proxy.relay;

import io.trixter.netem.kernel.DelayBudget;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import java.util.concurrent.atomic.AtomicLong;

/** What all relays of one proxy share. Safe for any thread. */
public final class RelayContext {
  private volatile RelaySettings settings;
  private final HostResources host;
  private final AtomicLong ordinals;
  private final RelayListener listener;
  private final Traffic traffic = new Traffic();
  private final Relays relays;
  private final AllKnobs knobs;
  private final LiveFaults faults;
  private volatile Route route;

  /**
   * Creates what relays share.
   *
   * @param defaults the knobs that connections start with; live
   * @param ordinals numbers the connections
   * @param listener hears of connections that are opened and ended
   */
  public RelayContext(
      RelaySettings settings,
      HostResources host,
      Route route,
      ConnectionKnobs defaults,
      AtomicLong ordinals,
      RelayListener listener) {
    this.settings = settings;
    this.host = host;
    this.route = route;
    this.ordinals = ordinals;
    this.listener = listener;
    relays = new Relays(host.group());
    knobs = new AllKnobs(defaults, relays);
    faults = new LiveFaults(relays);
  }

  RelaySettings settings() {
    return settings;
  }

  /** Sets what holds for connections from now on; the name and the seed stay the same. */
  public void settings(RelaySettings next) {
    settings = next;
  }

  HostResources host() {
    return host;
  }

  /** Returns the seed of every draw. */
  long seed() {
    return settings.seed();
  }

  /** Returns the name of the proxy. */
  public String proxy() {
    return settings.proxy();
  }

  /**
   * Names the place of a draw: whose it is, in which direction, and of which proxy. No two differ
   * only in where one part ends and the next begins.
   *
   * @param kind what sort of thing draws there
   */
  String place(String kind, Direction direction, String name) {
    String way = direction == Direction.UPSTREAM ? "upstream" : "downstream";
    return kind + "/" + way + "/" + name.length() + "/" + name + "/" + proxy();
  }

  /** Returns how much one direction may hold in its delay line, in bytes. */
  long delayWindow() {
    return settings.delayWindow();
  }

  /** Returns the memory of all delay lines. */
  DelayBudget budget() {
    return host.budget();
  }

  /** Returns where connections go that are accepted from now on. */
  public Route route() {
    return route;
  }

  /** Sets where connections go that are accepted from now on. */
  public void route(Route next) {
    route = next;
  }

  /** Returns what is counted. */
  public Traffic traffic() {
    return traffic;
  }

  /** Returns the connections that live. */
  public Relays relays() {
    return relays;
  }

  /** Returns the faults that all connections share. */
  public LiveFaults faults() {
    return faults;
  }

  /** Returns the knobs of all connections. */
  public AllKnobs knobs() {
    return knobs;
  }

  /** Returns the place of the next connection among all that are accepted, from 0. */
  long nextOrdinal() {
    return ordinals.getAndIncrement();
  }

  /** An accepted connection begins its life. */
  void accepted(Relay relay) {
    relays.add(relay);
    relay.knobs().start(knobs.defaults());
    traffic.accepted().increment();
  }

  /** Both of its sides are open. */
  void opened(Relay relay) {
    listener.opened(relay);
  }

  /** It has ended, once. */
  void ended(Relay relay, EndCause cause, String detail) {
    relays.remove(relay);
    traffic.ended(cause).increment();
    listener.ended(relay, cause, detail);
  }
}
