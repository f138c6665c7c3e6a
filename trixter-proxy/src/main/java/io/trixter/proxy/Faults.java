package io.trixter.proxy;

import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.relay.LiveFault;
import io.trixter.proxy.relay.LiveFaults;
import java.util.ArrayList;
import java.util.List;

/**
 * The faults that all connections of a proxy share, an ordered list for each direction: bytes pass
 * them in the order of creation, and the connection's own knobs behind them.
 *
 * <pre>{@code
 * SharedFault slow = proxy.faults().add(latency(ofMillis(100)).jitter(ofMillis(20)));
 * slow.set("latency", 200);
 * slow.remove();
 * }</pre>
 *
 * <p>A change is in force on every open connection when its call returns, or after a second if an
 * event loop is stuck; the loop's connections then follow when it goes on. It touches no other
 * fault: not a byte is lost, doubled or overtaken but by what the fault itself does. Safe for any
 * thread but an event loop's.
 */
public final class Faults {
  private final LiveFaults live;
  private final Proxy proxy;
  private final Events events;

  Faults(LiveFaults live, Proxy proxy, Events events) {
    this.live = live;
    this.proxy = proxy;
    this.events = events;
  }

  /** Returns all: upstream's first, then downstream's, each in the order of creation. */
  public List<SharedFault> list() {
    List<SharedFault> all = new ArrayList<>();
    for (LiveFault fault : live.list()) {
      all.add(shared(fault));
    }
    return List.copyOf(all);
  }

  /** Returns the fault of that name, or null. */
  public SharedFault find(String name) {
    LiveFault found = live.find(name);
    return found == null ? null : shared(found);
  }

  private SharedFault shared(LiveFault fault) {
    return new SharedFault(fault, live, proxy, events);
  }

  /**
   * Adds a fault behind those of its direction.
   *
   * @throws IllegalArgumentException if the proxy has a fault of that name, in either direction
   */
  public SharedFault add(FaultSpec fault) {
    List<SharedFault> added = addQuietly(List.of(fault));
    if (added.isEmpty()) {
      throw new IllegalArgumentException("a fault named " + fault.name() + " already exists");
    }
    announce(added);
    return added.get(0);
  }

  /** Adds those of {@code faults} whose names are free, and tells no listener. */
  List<SharedFault> addQuietly(List<FaultSpec> faults) {
    List<SharedFault> added = new ArrayList<>();
    for (FaultSpec fault : faults) {
      LiveFault live = this.live.add(fault);
      if (live != null) {
        proxy.listening().faultChanged(live);
        added.add(shared(live));
      }
    }
    return added;
  }

  /** Tells the listeners that these faults were added. */
  void announce(List<SharedFault> added) {
    added.forEach(fault -> events.fire(new ProxyEvent.FaultAdded(proxy, fault)));
  }

  /** Removes all faults. */
  public void clear() {
    removeAll().forEach(events::fire);
  }

  /** Removes all faults; returns the events of that, for a caller that may not fire them yet. */
  List<ProxyEvent> removeAll() {
    List<ProxyEvent> removed = new ArrayList<>();
    for (LiveFault each : live.list()) {
      if (live.remove(each)) {
        proxy.listening().faultChanged(each);
        removed.add(new ProxyEvent.FaultRemoved(proxy, shared(each)));
      }
    }
    return removed;
  }
}
