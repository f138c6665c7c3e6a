package io.trixter.proxy.relay;

import io.trixter.netem.nio.driver.Part;
import io.trixter.proxy.model.Direction;
import java.util.ArrayList;
import java.util.List;

/** The shared faults on one connection, in the order of creation. Confined to its loop. */
final class LinkFaults {
  private final RelayContext context;
  private final Chance chance;
  private List<LinkFault> faults = List.of();
  private boolean slowUp;
  private boolean slowDown;

  LinkFaults(RelayContext context, Chance chance) {
    this.context = context;
    this.chance = chance;
  }

  /**
   * Makes them those that the proxy has now, and draws for those that are new or were updated.
   *
   * @return the name of one whose removal ends the connection, or null
   */
  String refresh() {
    List<LinkFault> now = new ArrayList<>();
    for (LiveFault fault : context.faults().all()) {
      LinkFault link = find(fault);
      now.add(link == null ? new LinkFault(context, chance, fault) : link);
    }
    String ending = null;
    for (LinkFault old : faults) {
      boolean acted = old.hasHit() && old.fault().type().endsConnectionsWhenRemoved();
      if (acted && !now.contains(old)) {
        ending = old.fault().name();
      }
    }
    now.forEach(LinkFault::draw);
    faults = now;
    slowUp = isAnySlow(Direction.UPSTREAM);
    slowDown = isAnySlow(Direction.DOWNSTREAM);
    return ending;
  }

  /** All of them, in the order of creation. */
  List<LinkFault> all() {
    return faults;
  }

  private LinkFault find(LiveFault fault) {
    for (LinkFault link : faults) {
      if (link.fault() == fault) {
        return link;
      }
    }
    return null;
  }

  private boolean isAnySlow(Direction direction) {
    return faults.stream().anyMatch(link -> link.fault().direction() == direction && link.isSlow());
  }

  /** Whether one of {@code direction} moves small chunks. */
  boolean isSlow(Direction direction) {
    return direction == Direction.UPSTREAM ? slowUp : slowDown;
  }

  /**
   * Their parts on the channel that {@code written} writes and the other direction reads, the first
   * nearest the wire: the newest is nearest the receiver. Each works at its own pace: between rules
   * that make bytes wait and what stands further out there is a buffer.
   */
  List<Part> around(Direction written) {
    List<Part> parts = new ArrayList<>();
    Part buffer = null; // of the part before, for the case that another comes
    for (int i = faults.size() - 1; i >= 0; i--) {
      LinkFault link = faults.get(i);
      if (link.fault().direction() != written) {
        addUnlessNull(parts, link.source());
      } else if (link.sink() != null) {
        addUnlessNull(parts, buffer);
        parts.add(link.sink());
        buffer = link.hits() ? link.buffer() : null;
      }
    }
    return parts;
  }

  private static void addUnlessNull(List<Part> parts, Part part) {
    if (part != null) {
      parts.add(part);
    }
  }
}
