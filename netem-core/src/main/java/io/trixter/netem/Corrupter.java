package io.trixter.netem;

import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.Garbage;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Puts garbage on the line. With the given probability a read fills the caller's buffer with random
 * bytes instead of reading, and a write sends 1 to 16384 random bytes before the caller's own. The
 * caller's bytes themselves are never altered, lost or reordered. A flush and the half-close pass
 * and draw nothing.
 *
 * <p>A probability of 0.0 is off and draws nothing. Each stream draws from a generator of its own.
 * Safe for any thread.
 */
public final class Corrupter extends Fault {
  private final DynamicProbability probability;

  /**
   * Corrupts each read and write with {@code probability}, by the seed of this run.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0
   */
  public Corrupter(double probability) {
    this(new DynamicProbability(probability));
  }

  /** Corrupts as {@code probability} says, a knob that others may share. */
  public Corrupter(DynamicProbability probability) {
    this.probability = Objects.requireNonNull(probability, "probability");
  }

  /**
   * Like {@link #Corrupter(double)}, with draws from {@code seed}, all 64 bits. In a factory the
   * factory's seed is drawn from instead.
   *
   * @throws IllegalArgumentException if {@code probability} is not between 0.0 and 1.0
   */
  public Corrupter(double probability, long seed) {
    this(new DynamicProbability(probability), seed);
  }

  /**
   * Like {@link #Corrupter(DynamicProbability)}, with draws from {@code seed}, all 64 bits. In a
   * factory the factory's seed is drawn from instead.
   */
  public Corrupter(DynamicProbability probability, long seed) {
    super(seed);
    this.probability = Objects.requireNonNull(probability, "probability");
  }

  /**
   * Sets the probability; the next operation draws against it.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0; it stays what it was
   */
  public void set(double probability) {
    this.probability.set(probability);
  }

  @Override
  public Rules rules(RandomSource source) {
    Knob knob = probability.knob();
    return Rules.of("Corrupter")
        .reading(new Operation(knob, source, Op.READ))
        .writing(new Operation(knob, source, Op.WRITE))
        .drawnFrom(source);
  }

  private static final class Operation extends Rule {
    private final Knob probability;
    private final RandomSource source;
    private final Op direction;
    private SplittableRandom random;
    private byte[] garbage;
    private boolean struck;

    Operation(Knob probability, RandomSource source, Op direction) {
      this.probability = probability;
      this.source = source;
      this.direction = direction;
    }

    @Override
    public boolean isOff() {
      return probability.get() == 0;
    }

    @Override
    public void begin(Op op) {
      double limit = Double.longBitsToDouble(probability.get());
      struck = false;
      if (limit == 0.0 || op != direction) {
        return;
      }
      if (random == null) {
        random = source.random(direction);
      }
      struck = random.nextDouble() < limit;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (!struck || wanted == 0) {
        step.move(wanted);
      } else if (op == Op.READ) {
        step.emit(garbage((int) Math.min(wanted, Garbage.MOST)));
      } else {
        struck = false;
        step.emit(garbage(1 + random.nextInt(Garbage.MOST)));
      }
    }

    private ByteBuffer garbage(int bytes) {
      if (garbage == null || garbage.length < bytes) {
        garbage = new byte[bytes];
      }
      long draw = random.nextLong();
      Garbage.fill(garbage, bytes, draw);
      source.record(direction, position(), FaultEvent.Kind.GARBAGE, bytes, draw);
      return ByteBuffer.wrap(garbage, 0, bytes);
    }
  }
}
