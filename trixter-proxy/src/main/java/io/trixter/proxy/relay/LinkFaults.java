package io.trixter.proxy.relay;

import io.trixter.netem.nio.driver.Part;
import io.trixter.proxy.model.Direction;
import java.util.ArrayList;
import java.util.List;

/** The shared faults on one connection, in the order of creation. Confined to its loop. */
final class LinkFaults {
  private final RelayContext context;
  private final long ordinal;
  private List<LinkFault> faults = List.of();
  private boolean slowUp;
  private boolean slowDown;

  LinkFaults(RelayContext context, long ordinal) {
    this.context = context;
    this.ordinal = ordinal;
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
      now.add(link == null ? new LinkFault(context, ordinal, fault) : link);
    }
    String ending = null;
    for (LinkFault old : faults) {
      boolean acted = old.hits() && old.fault().type().endsConnectionsWhenRemoved();
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
   * nearest the wire: the newest is nearest the receiver.
   */
  List<Part> around(Direction written) {
    List<Part> parts = new ArrayList<>();
    for (int i = faults.size() - 1; i >= 0; i--) {
      LinkFault link = faults.get(i);
      Part part = link.fault().direction() == written ? link.sink() : link.source();
      if (part != null) {
        parts.add(part);
      }
    }
    return parts;
  }
}
