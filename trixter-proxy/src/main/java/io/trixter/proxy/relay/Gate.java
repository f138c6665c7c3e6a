package io.trixter.proxy.relay;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.RuleChain;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Timer;
import io.trixter.proxy.model.EndCause;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the shared faults that act before the upstream is dialled, in the order of creation, whether
 * a connection may open: one that moves lets it go on to the next, one that waits keeps it, one
 * that fails or ends ends it. Confined to the relay's loop.
 */
final class Gate extends Timer {
  private final Relay relay;
  private final EventLoop loop;
  private final EarlyBytes early;
  private final RuleChain chain = new RuleChain(List.of(), false);
  private final Step step = new Step();
  private boolean begun;
  private LinkFault latest; // that has changed what happens, or null

  Gate(Relay relay, LoopSocketChannel client) {
    this.relay = relay;
    loop = relay.loop();
    early = new EarlyBytes(relay, client);
  }

  /** Asks, for the first time or because the faults have changed. */
  void ask(List<LinkFault> faults) {
    List<RuleChain.Entry> entries = new ArrayList<>();
    for (LinkFault each : faults) {
      if (each.hits() && each.opening() != null) {
        entries.add(0, new RuleChain.Entry(each.opening(), () -> acts(each)));
      }
    }
    chain.edit(entries);
    if (!begun) {
      begun = true;
      chain.begin(Op.OPEN, 0, loop.now());
    }
    ask();
  }

  private void acts(LinkFault fault) {
    latest = fault;
    fault.fault().applied().increment();
  }

  private void ask() {
    long now = loop.now();
    while (chain.next(now, step)) {
      switch (step.kind()) {
        case MOVE -> chain.moved(0, -1, now);
        case WAIT -> {
          await(step.nanos());
          return;
        }
        case FAIL -> {
          refuse(true);
          return;
        }
        case END -> {
          refuse(step.reset());
          return;
        }
        default -> throw new IllegalStateException("nothing moves before a connection is open");
      }
    }
    stop();
    relay.admitted(early);
  }

  private void await(long nanos) {
    loop.arm(this, nanos);
    if (nanos == Rule.NEVER) {
      early.watch();
    }
  }

  private void refuse(boolean reset) {
    relay.end(EndCause.FAULT, latest.fault().name(), !reset);
  }

  @Override
  protected void fired() {
    try {
      ask();
    } catch (OutOfMemoryError e) {
      relay.lackedMemory();
    } catch (RuntimeException e) { // a fault type's
      relay.failed(Relay.PROXY, e);
    }
  }

  /** Asks no more. */
  void stop() {
    loop.disarm(this);
  }
}
