package io.trixter.proxy.relay;

import io.trixter.netem.kernel.Rule;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Timer;
import io.trixter.proxy.model.EndCause;

/**
 * What the proxy's shared faults do to one connection, from its accept on: before the dial, around
 * its channels, and by its age. Confined to the relay's loop.
 */
final class RelayFaults extends Timer {
  private final Relay relay;
  private final LinkFaults links;
  private Gate gate; // null but while it waits there
  private LinkFault firstToEnd; // by age; null if none will

  RelayFaults(Relay relay) {
    this.relay = relay;
    links = new LinkFaults(relay.context(), relay.chance());
  }

  /** Asks those that act before the dial. */
  void atGate(LoopSocketChannel client) {
    gate = new Gate(relay, client);
    gate.ask(links.all());
  }

  /** All have let it pass. */
  void admitted() {
    gate = null;
  }

  /** Whether one that acts before the dial makes it wait. */
  boolean isWaitingAtGate() {
    return gate != null;
  }

  /**
   * Makes them those that the proxy has now, in force on return.
   *
   * @param ends what they stand around; null until both sides are open
   */
  void refresh(FaultyEnds ends) {
    String removed = links.refresh();
    limitAge();
    if (relay.isEnded()) {
      return;
    }
    if (gate != null) {
      gate.ask(links.all());
    } else if (ends != null) {
      ends.share(links);
      if (removed != null) {
        relay.end(EndCause.FAULT, removed, true);
      }
    }
  }

  private void limitAge() {
    long least = Rule.NEVER;
    firstToEnd = null;
    for (LinkFault each : links.all()) {
      long age = each.greatestAge();
      if (age < least) {
        least = age;
        firstToEnd = each;
      }
    }
    long left = least - (relay.loop().now() - relay.acceptedAt());
    if (firstToEnd == null) {
      relay.loop().disarm(this);
    } else if (left > 0) {
      relay.loop().arm(this, left);
    } else {
      fired();
    }
  }

  /** It is as old as a fault lets it become. */
  @Override
  protected void fired() {
    firstToEnd.fault().applied().increment();
    relay.end(EndCause.FAULT, firstToEnd.fault().name(), false);
  }

  /** Ends what they wait for. */
  void stop() {
    relay.loop().disarm(this);
    if (gate != null) {
      gate.stop();
      gate = null;
    }
  }
}
