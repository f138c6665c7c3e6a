package io.trixter.proxy.relay;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayLine;
import io.trixter.netem.Fault;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.nio.driver.FaultChannel;
import io.trixter.netem.nio.driver.Part;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.ReactorChannel;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.FaultKind;
import io.trixter.proxy.model.Knobs;
import java.util.List;

/**
 * Both channels of a connection, with the faults of its knobs around them from the moment that it
 * has knobs; until then, and for most connections for ever, they are the bare ones. On the channel
 * that a direction writes stand, from the wire: delay line, throttle, slices, corruption,
 * termination; on the one that it reads, the same terminator, so that it ends both. Confined to the
 * connection's loop.
 */
final class FaultyEnds {
  private final RelayContext context;
  private final long ordinal;
  private final LazyKnobs knobs;
  private final LoopSocketChannel bareClient;
  private final LoopSocketChannel bareServer;
  private FaultChannel client; // null while the connection has no knobs
  private FaultChannel server;
  private final Relay relay;

  FaultyEnds(
      RelayContext context,
      long ordinal,
      LazyKnobs knobs,
      LoopSocketChannel bareClient,
      LoopSocketChannel bareServer,
      Relay relay) {
    this.context = context;
    this.ordinal = ordinal;
    this.knobs = knobs;
    this.bareClient = bareClient;
    this.bareServer = bareServer;
    this.relay = relay;
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
    if (client == null && knobs.isCreated()) {
      wrap(knobs.get());
    }
    return client != null;
  }

  /** Whether {@code direction} moves small chunks, as its knobs stand. */
  boolean isSlow(Direction direction) {
    if (!hasFaults()) {
      return false;
    }
    Knobs now = knobs.get().of(direction);
    return now.throttle().get() != 0 || now.slice().get() != 0;
  }

  private void wrap(ConnectionKnobs now) {
    Rules up = termination(Direction.UPSTREAM, now);
    Rules down = termination(Direction.DOWNSTREAM, now);
    FaultChannel aroundClient = around(bareClient, Direction.DOWNSTREAM, now, down, up);
    server = around(bareServer, Direction.UPSTREAM, now, up, down);
    client = aroundClient; // last: it says that both are there, and memory may run out
  }

  private Rules termination(Direction direction, ConnectionKnobs now) {
    return rules(direction, "termination", new Terminator(now.of(direction).termination()));
  }

  private FaultChannel around(
      LoopSocketChannel bare,
      Direction written,
      ConnectionKnobs now,
      Rules writesEnd,
      Rules readsEnd) {
    Knobs of = now.of(written);
    Rules delay = rules(written, "delay", new DelayLine(of.delay(), of.jitter()));
    Rules throttle = rules(written, "throttle", new ThrottledWriter(of.throttle()));
    Rules slice = rules(written, "slice", new SlicedWriter(of.slice()));
    Rules corruption = rules(written, "corruption", new Corrupter(of.corruption()));
    FaultChannel channel =
        FaultChannel.wrap(
            bare,
            List.of(
                part(limited(delay, written), FaultKind.DELAY),
                part(throttle, FaultKind.THROTTLE),
                part(slice, FaultKind.SLICE),
                part(writing(corruption), FaultKind.CORRUPTION),
                part(writing(writesEnd), FaultKind.TERMINATION),
                part(reading(readsEnd), FaultKind.TERMINATION)));
    channel.whenBroken(thrown -> relay.pump(written).sinkFailed(thrown));
    channel.whenEnded(end -> relay.resetArrived(written));
    return channel;
  }

  private Rules rules(Direction direction, String name, Fault fault) {
    String place = direction == Direction.UPSTREAM ? "/upstream/" : "/downstream/";
    return Rules.of(
        fault, new RandomSource(context.seed(), ordinal, context.proxy() + place + name));
  }

  private Rules limited(Rules delay, Direction direction) {
    DelayQueue line =
        delay.line().within(context.delayWindow(), context.budget(), direction.ordinal());
    return new Rules(delay.name(), null, null, null, line);
  }

  private static Rules writing(Rules both) {
    return new Rules(both.name(), null, both.writing(), both.killSwitch());
  }

  private static Rules reading(Rules both) {
    return new Rules(both.name(), both.reading(), null, both.killSwitch());
  }

  private Part part(Rules rules, FaultKind kind) {
    return new Part(rules, context.traffic().faults(kind)::increment);
  }
}
