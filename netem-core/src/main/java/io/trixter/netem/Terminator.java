package io.trixter.netem;

import io.trixter.netem.kernel.FaultEvent.Kind;
import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Ends connections: at random, each read, write, flush and half-close doing so with the given
 * probability, or without chance {@link #after a time}, {@link #afterBytes so many bytes} or {@link
 * #afterOperations so many operations}, of which the first to come counts. All that the fault wraps
 * is then closed, with a reset where the transport knows one, and every operation, the pending ones
 * too, fails with a {@link TerminatedException} that names the reason, for ever.
 *
 * <p>Time is counted from when the fault wraps its first stream, socket or channel, bytes and
 * operations over all that it wraps, in both directions. The time ends an operation that is blocked
 * in the inner stream too: on a channel by a timer of its reactor, on streams and sockets by a
 * daemon thread, in virtual time by the thread that lets time pass. A read of a pipe in virtual
 * time lets it pass up to the end. Of a mere stream that is so if its close ends what is blocked in
 * it, as those of sockets do and {@link java.io.PipedInputStream} does not.
 *
 * <p>A probability of 0.0 is off and draws nothing; a time, a number of bytes and of operations of
 * 0 is off. Safe for any thread.
 */
public final class Terminator extends Fault {
  private final DynamicProbability probability;
  private final Countdown bytes = new Countdown("bytes");
  private final Countdown operations = new Countdown("operations");
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
   * Ends all that the fault wraps after {@code time}, counted from the first that it wraps.
   *
   * @param time zero is never
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range
   */
  public static Terminator after(Duration time) {
    Terminator terminator = new Terminator(0.0);
    terminator.setAfter(time);
    return terminator;
  }

  /**
   * Ends all that the fault wraps after {@code bytes} have been read and written. No byte beyond
   * them passes, but of writes that are under way at the same time; the next read or write that
   * would move one fails.
   *
   * @param bytes 0 is never
   * @throws IllegalArgumentException if it is negative
   */
  public static Terminator afterBytes(long bytes) {
    Terminator terminator = new Terminator(0.0);
    terminator.setAfterBytes(bytes);
    return terminator;
  }

  /**
   * Ends all that the fault wraps after so many operations; the next one fails.
   *
   * @param operations 0 is never
   * @throws IllegalArgumentException if it is negative
   */
  public static Terminator afterOperations(long operations) {
    Terminator terminator = new Terminator(0.0);
    terminator.setAfterOperations(operations);
    return terminator;
  }

  /**
   * Sets the probability; the next operation draws against it. What has been terminated stays so.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0; it stays what it was
   */
  public void set(double probability) {
    this.probability.set(probability);
  }

  /**
   * Sets after how long all that the fault wraps ends, counted from the first that it wrapped; zero
   * is never. A time that is over already ends it at once.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range; it stays what
   *     it was
   */
  public void setAfter(Duration time) {
    long nanos = DynamicDuration.nanos(time);
    killSwitch.triggerAfter(
        nanos == 0 ? Rule.NEVER : nanos, () -> new TerminatedException(reason(time), null));
  }

  /**
   * Sets after how many bytes from now on all that the fault wraps ends; 0 is never.
   *
   * @throws IllegalArgumentException if it is negative; it stays what it was
   */
  public void setAfterBytes(long bytes) {
    this.bytes.set(bytes);
  }

  /**
   * Sets after how many operations from now on all that the fault wraps ends; 0 is never.
   *
   * @throws IllegalArgumentException if it is negative; it stays what it was
   */
  public void setAfterOperations(long operations) {
    this.operations.set(operations);
  }

  private static String reason(Object limit) {
    return "terminated (after " + limit + ")";
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Terminator")
        .reading(new Operation(source, Op.READ))
        .writing(new Operation(source, Op.WRITE))
        .killSwitch(killSwitch)
        .partlyDrawnFrom(source);
  }

  private final class Operation extends Rule {
    private final RandomSource source;
    private final Op direction;
    private SplittableRandom random;
    private long draws;

    Operation(RandomSource source, Op direction) {
      this.source = source;
      this.direction = direction;
    }

    @Override
    public boolean isOff() {
      return (probability.knob().get() == 0 || source.isReplaying())
          && bytes.isOff()
          && operations.isOff()
          && !killSwitch.isTriggered();
    }

    @Override
    public KillSwitch killSwitch() {
      return killSwitch;
    }

    @Override
    public void begin(Op op) {
      if (killSwitch.isTriggered()) {
        return;
      }
      if (!operations.isOff() && operations.count(1) <= 0) {
        trigger(reason(operations));
        return;
      }
      double limit = probability.get();
      if (limit == 0.0 || source.isReplaying()) {
        return;
      }
      if (random == null) {
        random = source.random(direction);
      }
      if (random.nextDouble() < limit) {
        source.record(direction, position(), Kind.TERMINATED, op == Op.FLUSH ? 1 : 0, 0);
        trigger(
            String.format(
                Locale.ROOT,
                "terminated (seed %s, connection %d, %s %d)",
                Long.toUnsignedString(source.seed()),
                source.connection(),
                op,
                draws));
      }
      draws++;
    }

    private void trigger(String reason) {
      killSwitch.trigger(new TerminatedException(reason, null));
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long left = bytes.isOff() ? Long.MAX_VALUE : bytes.left();
      if (left <= 0 && wanted > 0) {
        trigger(reason(bytes));
      }
      if (killSwitch.isTriggered()) {
        step.fail(killSwitch.failure());
      } else {
        step.move(Math.min(wanted, Math.max(0, left)));
      }
    }

    /** A read under way while others moved the last byte has come too late, and gets none. */
    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (moved <= 0) {
        return 0;
      }
      if (!killSwitch.isTriggered() && !bytes.isOff() && bytes.count(moved) < moved) {
        trigger(reason(bytes));
      }
      return killSwitch.isTriggered() ? UNTIL_SET : 0; // the end is on its way
    }
  }
}
