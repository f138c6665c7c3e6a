package io.trixter.proxy;

import io.trixter.netem.Corrupter;
import io.trixter.netem.Fault;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.driver.Chance;
import io.trixter.netem.nio.driver.FaultChannel;
import io.trixter.netem.nio.driver.LineChannel;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.util.function.Consumer;

/**
 * Puts the faults of one direction around the channel it reads and the one it writes. On the side
 * that is written, from the wire: delay line, throttle, slices, corruption, termination; on the
 * side that is read, the same terminator, so that its trip ends both.
 */
final class Wires {
  private static final int PLACES = 8;

  private final ProxyCore core;
  private final Knobs knobs;
  private final long ordinal;
  private final int firstPlace;
  private final Terminator terminator;

  /** The wires of the connection with this ordinal. */
  Wires(ProxyCore core, long ordinal, Direction direction, Knobs knobs) {
    this.core = core;
    this.ordinal = ordinal;
    this.knobs = knobs;
    firstPlace = PLACES * direction.ordinal();
    terminator = new Terminator(knobs.termination());
  }

  /** The faults around what is read. */
  ReactorChannel source(ReactorChannel inner) {
    return put(inner, terminator, FaultKind.TERMINATION);
  }

  /** The faults around what is written; {@code broken} hears of what fails on its way there. */
  ReactorChannel sink(ReactorChannel inner, Consumer<Throwable> broken) {
    LineChannel line = line(inner);
    line.whenBroken(broken);
    ReactorChannel written = line;
    written = put(written, new ThrottledWriter(knobs.throttle()), FaultKind.THROTTLE);
    written = put(written, new SlicedWriter(knobs.slice()), FaultKind.SLICE);
    written = put(written, new Corrupter(knobs.corruption()), FaultKind.CORRUPTION);
    return put(written, terminator, FaultKind.TERMINATION);
  }

  private Chance chance(FaultKind kind) {
    return new Chance(core.config().seed(), ordinal, firstPlace + kind.ordinal());
  }

  private Runnable counting(FaultKind kind) {
    return core.metrics().faults(kind)::increment;
  }

  private ReactorChannel put(ReactorChannel inner, Fault fault, FaultKind kind) {
    return FaultChannel.wrap(inner, fault, chance(kind), counting(kind));
  }

  private LineChannel line(ReactorChannel inner) {
    return LineChannel.wrap(
        inner,
        inner::reactor,
        knobs.delay(),
        knobs.jitter(),
        chance(FaultKind.DELAY),
        core.config().delayWindowBytes(),
        core.budget(),
        counting(FaultKind.DELAY));
  }
}
