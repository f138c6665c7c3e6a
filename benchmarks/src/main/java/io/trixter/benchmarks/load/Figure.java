package io.trixter.benchmarks.load;

/** What a {@link Load} tells. */
public enum Figure {
  /** Bytes per second. */
  THROUGHPUT("throughput", true),
  /** Round trips per second. */
  TRIPS("round trips/s", true),
  /** Connections per second, each with one round trip. */
  CONNECTIONS("connections/s", true),
  /** Of a round trip. */
  P50("latency p50", false),
  /** Of a round trip. */
  P99("latency p99", false),
  /** How much longer than the delay asks a round trip takes. */
  LATE_P50("lateness p50", false),
  /** How much longer than the delay asks a round trip takes. */
  LATE_P99("lateness p99", false),
  /** The proxy's, for a byte, a round trip or a connection. */
  CPU("CPU for each", false),
  /** Resident memory of the proxy's for a connection. */
  MEMORY("memory for each", false),
  /** From the start of the process until it accepts. */
  START("time", false),
  /** What came in a second, of what was set; a ratio in itself. */
  RATE_REACHED("rate / set rate", true),
  /** The shortest round trip, of what was set; a ratio in itself. */
  EARLIEST("earliest / set delay", true),
  /** CPU time of load and upstream, of that of the proxy; a ratio in itself. */
  COST_OF_LOAD("CPU of load / proxy", false);

  private final String label;
  private final boolean moreIsBetter;

  Figure(String label, boolean moreIsBetter) {
    this.label = label;
    this.moreIsBetter = moreIsBetter;
  }

  /** In a table. */
  public String label() {
    return label;
  }

  /** Whether it compares a proxy with its settings rather than with another proxy. */
  public boolean isRatio() {
    return compareTo(RATE_REACHED) >= 0;
  }

  /** Whether a ratio above 1 speaks for the first of two. */
  public boolean isMoreBetter() {
    return moreIsBetter;
  }
}
