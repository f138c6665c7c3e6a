package io.trixter.netem;

import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Ends connections at random: each read, write, flush and half-close does so with the given
 * probability. All that the fault wraps is then closed, with a reset where the transport knows one,
 * and every operation, the pending ones too, fails with a {@link TerminatedException} that names
 * the seed and the draw, for ever.
 *
 * <p>A probability of 0.0 is off and draws nothing. Safe for any thread.
 */
public final class Terminator extends Fault {
  private final DynamicProbability probability;
  private final KillSwitch killSwitch =
      new KillSwitch(true, first -> new TerminatedException(first.getMessage(), first));

  /**
   * Ends the connection with {@code probability} at each operation, by the seed of this run.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0
   */
  public Terminator(double probability) {
    this(new DynamicProbability(probability));
  }

  /** Ends the connection as {@code probability} says, a knob that others may share. */
  public Terminator(DynamicProbability probability) {
    this.probability = Objects.requireNonNull(probability, "probability");
  }

  /**
   * Like {@link #Terminator(double)}, with draws from {@code seed}, all 64 bits. In a factory the
   * factory's seed is drawn from instead.
   *
   * @throws IllegalArgumentException if {@code probability} is not between 0.0 and 1.0
   */
  public Terminator(double probability, long seed) {
    this(new DynamicProbability(probability), seed);
  }

  /**
   * Like {@link #Terminator(DynamicProbability)}, with draws from {@code seed}, all 64 bits. In a
   * factory the factory's seed is drawn from instead.
   */
  public Terminator(DynamicProbability probability, long seed) {
    super(seed);
    this.probability = Objects.requireNonNull(probability, "probability");
  }

  /**
   * Sets the probability; the next operation draws against it. What has been terminated stays so.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0; it stays what it was
   */
  public void set(double probability) {
    this.probability.set(probability);
  }

  @Override
  public Rules rules(RandomSource source) {
    Knob knob = probability.knob();
    return Rules.of("Terminator")
        .reading(new Operation(knob, killSwitch, source, Op.READ))
        .writing(new Operation(knob, killSwitch, source, Op.WRITE))
        .killSwitch(killSwitch);
  }

  private static final class Operation extends Rule {
    private final Knob probability;
    private final KillSwitch killSwitch;
    private final RandomSource source;
    private final Op direction;
    private SplittableRandom random;
    private long draws;

    Operation(Knob probability, KillSwitch killSwitch, RandomSource source, Op direction) {
      this.probability = probability;
      this.killSwitch = killSwitch;
      this.source = source;
      this.direction = direction;
    }

    @Override
    public boolean isOff() {
      return probability.get() == 0 && !killSwitch.isTriggered();
    }

    @Override
    public KillSwitch killSwitch() {
      return killSwitch;
    }

    @Override
    public void begin(Op op) {
      double limit = Double.longBitsToDouble(probability.get());
      if (limit == 0.0 || killSwitch.isTriggered()) {
        return;
      }
      if (random == null) {
        random = source.random(direction);
      }
      if (random.nextDouble() < limit) {
        killSwitch.trigger(
            new TerminatedException(
                String.format(
                    Locale.ROOT,
                    "terminated (seed %s, connection %d, %s %d)",
                    Long.toUnsignedString(source.seed()),
                    source.connection(),
                    op,
                    draws),
                null));
      }
      draws++;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (killSwitch.isTriggered()) {
        step.fail(killSwitch.failure());
      } else {
        step.move(wanted);
      }
    }
  }
}
