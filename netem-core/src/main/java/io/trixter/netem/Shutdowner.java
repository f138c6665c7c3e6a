package io.trixter.netem;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Origin;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.kernel.Trip;
import io.trixter.netem.kernel.Wiring;
import java.io.IOException;
import java.util.Objects;

/**
 * A switch that ends connections: once {@link #shutdown} is called, all that the fault wraps is
 * closed and every operation, the pending ones too, fails at once with the given cause, for ever.
 *
 * <p>Until then it is off. Safe for any thread.
 */
public final class Shutdowner extends Fault {
  private final Trip trip = new Trip(false, first -> new IOException(first.getMessage(), first));

  /** A switch not yet thrown. */
  public Shutdowner() {}

  /**
   * Ends what is wrapped now and what will be. Later calls change nothing.
   *
   * @param cause why; each operation fails with a fresh {@link IOException} that has its message,
   *     and it as the cause
   * @return whether this call was the first
   */
  public boolean shutdown(IOException cause) {
    return trip.pull(Objects.requireNonNull(cause, "cause"));
  }

  /** Whether {@link #shutdown} has been called. */
  public boolean isShutdown() {
    return trip.isPulled();
  }

  @Override
  Wiring wiring(Origin origin) {
    return new Wiring("Shutdowner", new Operation(trip), new Operation(trip), trip);
  }

  private static final class Operation extends Rule {
    private final Trip trip;

    Operation(Trip trip) {
      this.trip = trip;
    }

    @Override
    public boolean isOff() {
      return !trip.isPulled();
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      step.fail(trip.failure());
    }
  }
}
