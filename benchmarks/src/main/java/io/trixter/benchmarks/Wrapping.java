package io.trixter.benchmarks;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Fault;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.Injector;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What is put around the bare stream or channel: nothing, one fault, or one of each, recorded or
 * not; all off.
 */
public enum Wrapping {
  BARE(() -> null),
  DELAYED_READER(() -> new DelayedReader(Duration.ZERO)),
  THROTTLED_READER(() -> new ThrottledReader(0)),
  DELAYED_WRITER(() -> new DelayedWriter(Duration.ZERO)),
  THROTTLED_WRITER(() -> new ThrottledWriter(0)),
  SLICED_WRITER(() -> new SlicedWriter(0)),
  CORRUPTER(() -> new Corrupter(0.0)),
  TERMINATOR(() -> new Terminator(0.0)),
  INJECTOR(Injector::new),
  SHUTDOWNER(Shutdowner::new),
  ALL_NINE(() -> null),
  ALL_NINE_RECORDED(() -> null);

  private final Supplier<Fault> one;

  Wrapping(Supplier<Fault> one) {
    this.one = one;
  }

  /** New faults, each off. */
  Fault[] faults() {
    return switch (this) {
      case BARE -> new Fault[0];
      case ALL_NINE ->
          Arrays.stream(values())
              .map(each -> each.one.get())
              .filter(Objects::nonNull)
              .toArray(Fault[]::new);
      case ALL_NINE_RECORDED -> new FaultRecord().faults(ALL_NINE.faults());
      default -> new Fault[] {one.get()};
    };
  }
}
