package io.trixter.proxy;

import io.trixter.netem.Corrupter;
import io.trixter.netem.Fault;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.driver.Chance;
import io.trixter.netem.nio.driver.DelayBudget;
import io.trixter.netem.nio.driver.FaultChannel;
import io.trixter.netem.nio.driver.LineChannel;
import io.trixter.netem.nio.loop.ReactorChannel;

/**
 * Puts the faults of one direction around the channel it reads and the one it writes. On the side
 * that is written, from the wire: delay line, throttle, slices, corruption, termination; on the
 * side that is read, the same terminator, so that its trip ends both.
 */
final class Wires {
  private static final int PLACES = 8;

  private final ProxyConfig config;
  private final DelayBudget budget;
  private final Metrics metrics;
  private final long ordinal;

  Wires(ProxyConfig config, DelayBudget budget, Metrics metrics, long ordinal) {
    this.config = config;
    this.budget = budget;
    this.metrics = metrics;
    this.ordinal = ordinal;
  }

  /** Starts {@code pump} from {@code source} to {@code sink} through the direction's faults. */
  void connect(
      Direction direction, Knobs knobs, Pump pump, ReactorChannel source, ReactorChannel sink) {
    Chain chain = new Chain(direction);
    Terminator terminator = new Terminator(knobs.termination());
    ReactorChannel written = chain.line(sink, knobs);
    written = chain.put(written, new ThrottledWriter(knobs.throttle()), FaultKind.THROTTLE);
    written = chain.put(written, new SlicedWriter(knobs.slice()), FaultKind.SLICE);
    written = chain.put(written, new Corrupter(knobs.corruption()), FaultKind.CORRUPTION);
    written = chain.put(written, terminator, FaultKind.TERMINATION);
    pump.start(chain.put(source, terminator, FaultKind.TERMINATION), written);
  }

  private final class Chain {
    private final int firstPlace;

    Chain(Direction direction) {
      firstPlace = PLACES * direction.ordinal();
    }

    private Chance chance(FaultKind kind) {
      return new Chance(config.seed(), ordinal, firstPlace + kind.ordinal());
    }

    private Runnable counting(FaultKind kind) {
      return metrics.faults(kind)::increment;
    }

    ReactorChannel put(ReactorChannel inner, Fault fault, FaultKind kind) {
      return FaultChannel.wrap(inner, fault, chance(kind), counting(kind));
    }

    ReactorChannel line(ReactorChannel inner, Knobs knobs) {
      return LineChannel.wrap(
          inner,
          inner::reactor,
          knobs.delay(),
          knobs.jitter(),
          chance(FaultKind.DELAY),
          config.delayWindowBytes(),
          budget,
          counting(FaultKind.DELAY));
    }
  }
}
