package io.trixter.proxy.relay;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayLine;
import io.trixter.netem.Fault;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.nio.driver.FaultChannel;
import io.trixter.netem.nio.driver.Part;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.ReactorChannel;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.FaultKind;
import io.trixter.proxy.model.Knobs;
import java.util.ArrayList;
import java.util.List;

/**
 * Both channels of a connection, with its faults around them from the moment that it has any; until
 * then, and for most connections for ever, they are the bare ones; in a replay, which may have
 * events of its own faults though their knobs are off, from the first byte on it has them. On the
 * channel that a direction writes stand, from the wire: the connection's own delay line, throttle,
 * slices, corruption and termination, and the proxy's shared faults, the newest first; on the one
 * that it reads, what of these acts on reads, so that a terminator ends both. Confined to the
 * connection's loop.
 */
final class FaultyEnds {
  private final LazyKnobs knobs;
  private final LoopSocketChannel bareClient;
  private final LoopSocketChannel bareServer;
  private final Relay relay;
  private FaultChannel client; // null while the connection has no faults
  private FaultChannel server;
  private List<Part> ownAroundClient; // null while the connection has no knobs
  private List<Part> ownAroundServer;
  private LinkFaults shared; // null while there have been none

  FaultyEnds(Relay relay, LoopSocketChannel bareClient, LoopSocketChannel bareServer) {
    this.relay = relay;
    knobs = relay.knobs();
    this.bareClient = bareClient;
    this.bareServer = bareServer;
  }

  /** The channel that {@code direction} reads. */
  ReactorChannel source(Direction direction) {
    return direction == Direction.UPSTREAM ? client() : server();
  }

  /** The channel that {@code direction} writes. */
  ReactorChannel sink(Direction direction) {
    return direction == Direction.UPSTREAM ? server() : client();
  }

  private ReactorChannel client() {
    return hasFaults() ? client : bareClient;
  }

  private ReactorChannel server() {
    return hasFaults() ? server : bareServer;
  }

  private boolean hasFaults() {
    if (ownAroundClient == null && (knobs.isCreated() || relay.isReplaying())) {
      putOwn(knobs.get());
    }
    return client != null;
  }

  /** Whether {@code direction} moves small chunks, as its faults stand. */
  boolean isSlow(Direction direction) {
    if (!hasFaults()) {
      return false;
    }
    return isSlowOfItsOwn(direction) || (shared != null && shared.isSlow(direction));
  }

  private boolean isSlowOfItsOwn(Direction direction) {
    if (ownAroundClient == null) {
      return false;
    }
    Knobs now = knobs.get().of(direction);
    return now.throttle().get() != 0 || now.slice().get() != 0;
  }

  /** Returns how many bytes of {@code direction} its faults hold. */
  long held(Direction direction) {
    FaultChannel sink = direction == Direction.UPSTREAM ? server : client;
    return sink == null ? 0 : sink.held();
  }

  /** Puts the proxy's shared faults around both channels, as they are now. */
  void share(LinkFaults faults) {
    shared = faults;
    edit();
  }

  private void putOwn(ConnectionKnobs now) {
    Rules up = termination(Direction.UPSTREAM, now);
    Rules down = termination(Direction.DOWNSTREAM, now);
    List<Part> aroundClient = own(Direction.DOWNSTREAM, now, down, up);
    ownAroundServer = own(Direction.UPSTREAM, now, up, down);
    ownAroundClient = aroundClient; // last: it says that both are there, and memory may run out
    edit();
  }

  private Rules termination(Direction direction, ConnectionKnobs now) {
    return rules(direction, "termination", new Terminator(now.of(direction).termination()));
  }

  private List<Part> own(Direction written, ConnectionKnobs now, Rules writesEnd, Rules readsEnd) {
    Knobs of = now.of(written);
    Rules delay = rules(written, "delay", new DelayLine(of.delay(), of.jitter()));
    Rules throttle = rules(written, "throttle", new ThrottledWriter(of.throttle()));
    Rules slice = rules(written, "slice", new SlicedWriter(of.slice()));
    Rules corruption = rules(written, "corruption", new Corrupter(of.corruption()));
    return List.of(
        part(limited(delay, written), FaultKind.DELAY),
        part(throttle, FaultKind.THROTTLE),
        part(slice, FaultKind.SLICE),
        part(corruption.writingAlone(), FaultKind.CORRUPTION),
        part(writesEnd.writingAlone(), FaultKind.TERMINATION),
        part(readsEnd.readingAlone(), FaultKind.TERMINATION));
  }

  private void edit() {
    if (client == null) {
      FaultChannel aroundClient =
          wrapped(bareClient, Direction.DOWNSTREAM, orNone(ownAroundClient));
      server = wrapped(bareServer, Direction.UPSTREAM, orNone(ownAroundServer));
      client = aroundClient; // last, as above
    }
    if (shared != null) {
      client.edit(all(ownAroundClient, Direction.DOWNSTREAM));
      server.edit(all(ownAroundServer, Direction.UPSTREAM));
    }
  }

  private static List<Part> orNone(List<Part> parts) {
    return parts == null ? List.of() : parts;
  }

  private List<Part> all(List<Part> own, Direction written) {
    List<Part> parts = new ArrayList<>(orNone(own));
    parts.addAll(shared.around(written));
    return parts;
  }

  private FaultChannel wrapped(LoopSocketChannel bare, Direction written, List<Part> parts) {
    FaultChannel channel = FaultChannel.wrap(bare, parts);
    channel.whenBroken(thrown -> relay.pump(written).sinkFailed(thrown));
    channel.whenEnded(end -> relay.ending().endArrived(written, end, channel.endedBy()));
    return channel;
  }

  private Rules rules(Direction direction, String name, Fault fault) {
    return fault.rules(relay.chance().ofOwn(direction, name));
  }

  @SuppressWarnings("EnumOrdinal") // a lane's number
  private Rules limited(Rules delay, Direction direction) {
    RelayContext context = relay.context();
    DelayQueue line =
        delay.line().within(context.delayWindow(), context.budget(), direction.ordinal());
    return Rules.of(delay.name()).line(line);
  }

  private Part part(Rules rules, FaultKind kind) {
    return new Part(rules, relay.context().traffic().faults(kind)::increment);
  }
}
