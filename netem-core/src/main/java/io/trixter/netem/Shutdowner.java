package io.trixter.netem;

import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.io.IOException;
import java.util.Objects;

/**
 * A switch that ends connections: once {@link #shutdown} is called, all that the fault wraps is
 * closed and every operation, the pending ones too, fails at once with the given cause, for ever.
 *
 * <p>Until then it is off. Safe for any thread.
 */
public final class Shutdowner extends Fault {
  private final KillSwitch killSwitch =
      new KillSwitch(false, first -> new IOException(first.getMessage(), first));

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
    return killSwitch.trigger(Objects.requireNonNull(cause, "cause"));
  }

  /** Returns whether {@link #shutdown} has been called. */
  public boolean isShutdown() {
    return killSwitch.isTriggered();
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Shutdowner")
        .reading(new Operation(killSwitch))
        .writing(new Operation(killSwitch))
        .killSwitch(killSwitch);
  }

  private static final class Operation extends Rule {
    private final KillSwitch killSwitch;

    Operation(KillSwitch killSwitch) {
      this.killSwitch = killSwitch;
    }

    @Override
    public boolean isOff() {
      return !killSwitch.isTriggered();
    }

    @Override
    public KillSwitch killSwitch() {
      return killSwitch;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      step.fail(killSwitch.failure());
    }
  }
}
