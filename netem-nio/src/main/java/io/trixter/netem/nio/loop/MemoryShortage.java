package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * What an event loop has to make up for after an {@link OutOfMemoryError}: channels that there was
 * no memory to end, and a poller that may have lost some of what it was told. Allocates nothing
 * until {@link #repair}. Confined to the loop's thread.
 */
final class MemoryShortage {
  private static final long REPAIR_AFTER = 200_000_000;

  private final Poller poller;
  private final LoopHealth health;
  private final Consumer<Throwable> report;
  private final long giveUpAfter;
  private OutOfMemoryError error; // the last; null when there is nothing to repair
  private long repairAt;
  private Selectable unended;

  /**
   * A shortage that is not there yet.
   *
   * @param report is told of each error once no iteration has had memory for {@code giveUpAfter}
   *     nanoseconds
   */
  MemoryShortage(Poller poller, LoopHealth health, Consumer<Throwable> report, long giveUpAfter) {
    this.poller = poller;
    this.health = health;
    this.report = report;
    this.giveUpAfter = giveUpAfter;
  }

  /** This iteration met {@code error}; whether that is the first since the last repair. */
  boolean met(OutOfMemoryError error) {
    long now = System.nanoTime();
    health.lacksMemory(now);
    boolean first = this.error == null;
    this.error = error;
    if (first) {
      repairAt = now + REPAIR_AFTER;
    }
    if (health.lacksMemoryFor(giveUpAfter, now)) {
      report.accept(error);
    }
    return first;
  }

  /** How much of {@code wait} may pass before the next repair, in nanoseconds. */
  long limit(long wait, long now) {
    return error == null ? wait : Math.min(wait, Math.max(0, repairAt - now));
  }

  /** Ends what {@code selectable} is there for; later, if there is no memory for that now. */
  void end(Selectable selectable, Throwable cause) {
    try {
      selectable.failed(cause);
    } catch (Throwable thrown) {
      if (!(thrown instanceof OutOfMemoryError lack)) {
        report.accept(thrown);
        return;
      }
      met(lack);
      if (!selectable.isUnended) {
        selectable.isUnended = true;
        selectable.nextUnended = unended;
        unended = selectable;
      }
    }
  }

  /** Makes up for what was missed, if it is time for that. */
  void repair() {
    if (error == null || System.nanoTime() - repairAt < 0) {
      return;
    }
    OutOfMemoryError cause = error;
    error = null;
    endLeft(cause);
    if (!rebuild() && error == null) {
      error = cause;
      repairAt = System.nanoTime() + REPAIR_AFTER;
    }
  }

  private void endLeft(OutOfMemoryError cause) {
    Selectable left = unended;
    unended = null;
    while (left != null) {
      Selectable next = left.nextUnended;
      left.nextUnended = null;
      left.isUnended = false;
      end(left, cause);
      left = next;
    }
  }

  /** Has the poller make up for what it lost; false if it cannot. */
  boolean rebuild() {
    try {
      poller.rebuild();
      return true;
    } catch (OutOfMemoryError e) {
      met(e);
      return false;
    } catch (IOException | RuntimeException e) {
      return false; // no descriptor, say: the old one may do
    }
  }
}
