package io.trixter.benchmarks.growth;

import io.trixter.benchmarks.peers.Faults;

/** What the proxy is told to do, a line of the plot each. */
enum Setting {
  OFF("faults off", Faults.OFF),
  DELAY("delay 10 ms", Faults.delay(10)),
  /** At a rate that the load does not reach, so that what shows is the throttle's own work. */
  DELAY_AND_THROTTLE("delay 10 ms, throttle 10 MB/s", new Faults(10, 10_000_000));

  private final String label;
  private final Faults faults;

  Setting(String label, Faults faults) {
    this.label = label;
    this.faults = faults;
  }

  String label() {
    return label;
  }

  Faults faults() {
    return faults;
  }

  /** What both directions delay a round trip by, in nanoseconds. */
  long roundTripNanos() {
    return 2_000_000L * faults.delayMillis();
  }
}
