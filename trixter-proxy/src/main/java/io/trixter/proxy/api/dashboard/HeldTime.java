package io.trixter.proxy.api.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long bytes are held on average, from samples of how many are held. By Little's law, {@code L
 * = λW}, the mean time is the sum over time of what is held, divided by how many bytes leave (J. D.
 * C. Little, "A Proof for the Queuing Formula: L = λW", Operations Research 9 (3), 1961, pages 383
 * to 387). The law is about the long run. In one second, some bytes leave that came before it, and
 * some stay beyond it. So the time that the first had been there before is added, and the time of
 * the others is left for later. Bytes are taken to leave in the order in which they came.
 *
 * <p>Confined to one thread.
 */
final class HeldTime {
  private static final int MOST_ARRIVALS = 1200;
  private static final double NANOS_A_MILLI = 1e6;

  /** The total of bytes that had arrived, and when. */
  private record Arrival(long time, long total) {}

  private final Deque<Arrival> arrivals = new ArrayDeque<>(); // of what is held; never empty
  private long time;
  private long held;
  private double heldNanos; // the sum over time since the last answer
  private long leftBefore; // how many bytes had left at the last answer
  private double agesBefore; // of those that were held then

  /**
   * Begins with what there is now.
   *
   * @param time in nanoseconds
   * @param arrived how many bytes have arrived in all
   * @param held how many of them are held
   */
  HeldTime(long time, long arrived, long held) {
    this.time = time;
    this.held = Math.min(held, arrived);
    leftBefore = arrived - this.held;
    arrivals.add(new Arrival(time, arrived));
  }

  /**
   * Takes the next sample, with parameters as the first had. Bytes may arrive between the two
   * counts, and be held without having arrived: none that has left comes back for that.
   */
  void sample(long now, long arrived, long heldThen) {
    long heldNow = Math.min(heldThen, arrived - left());
    long passed = now - time;
    heldNanos += (held + heldNow) / 2.0 * passed;
    if (arrived != arrivals.getLast().total()) {
      arrivals.add(new Arrival(time + passed / 2, arrived));
    }
    time = now;
    held = heldNow;
    while (arrivals.size() > 1
        && (arrivals.getFirst().total() <= left() || arrivals.size() > MOST_ARRIVALS)) {
      arrivals.removeFirst();
    }
  }

  private long left() {
    return arrivals.getLast().total() - held;
  }

  /**
   * Returns how long those bytes were held, on average and in milliseconds, that have left since
   * the last call; 0 if none has.
   */
  double millis() {
    double ages = ages();
    double stays = heldNanos + agesBefore - ages;
    long leaving = left() - leftBefore;
    leftBefore = left();
    agesBefore = ages;
    heldNanos = 0;
    return leaving <= 0 || stays <= 0 ? 0 : stays / leaving / NANOS_A_MILLI;
  }

  /** Returns the sum of the ages of the bytes that are held. */
  private double ages() {
    double sum = 0;
    long before = left();
    for (Arrival each : arrivals) {
      if (each.total() > before) {
        sum += (double) (each.total() - before) * (time - each.time());
        before = each.total();
      }
    }
    return sum;
  }
}
