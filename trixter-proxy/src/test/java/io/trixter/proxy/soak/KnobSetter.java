package io.trixter.proxy.soak;

import java.io.IOException;
import java.util.SplittableRandom;

/**
 * Sets knobs, lists and kills at random, again and again on a thread of its own, until it is
 * closed. Some connections are never slowed, garbled or terminated, which is in their plans.
 */
abstract class KnobSetter implements AutoCloseable {
  private static final long[] DELAY_MILLIS = {0, 0, 1, 5, 20};
  private static final long[] LONG_DELAY_MILLIS = {0, 50, 500, 60_000};
  private static final long[] BYTES_PER_SECOND = {0, 0, 1_000_000, 10_000_000, 100_000_000};
  private static final long[] FEW_BYTES_PER_SECOND = {0, 1, 10_000};
  private static final long[] SLICES = {0, 0, 10_000};
  private static final long[] SMALL_SLICES = {0, 1, 10, 1_000};
  private static final double[] TERMINATION = {0.0, 0.0, 0.01, 0.1};
  private static final double[] GARBAGE = {0.0, 0.0, 0.05, 0.5};

  /** The knobs. */
  enum Knob {
    DELAY,
    JITTER,
    THROTTLE,
    SLICE,
    TERMINATION,
    CORRUPTION
  }

  protected final Ledger ledger;
  protected final SplittableRandom random;
  private final long pauseMillis;
  private final Thread thread;
  private volatile boolean over;
  private volatile boolean paused = true;
  private volatile boolean resting;

  KnobSetter(String name, Ledger ledger, SplittableRandom random, long pauseMillis) {
    this.ledger = ledger;
    this.random = random;
    this.pauseMillis = pauseMillis;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void launch() {
    thread.start();
  }

  /** Does one thing. */
  abstract void act() throws IOException;

  /** Goes on, or rests; returns when it does. */
  void pause(boolean rest) {
    paused = rest;
    while (rest && !resting && thread.isAlive()) {
      Thread.onSpinWait();
    }
  }

  private void run() {
    try {
      while (!over) {
        resting = paused;
        if (!resting) {
          act();
        }
        Thread.sleep(pauseMillis);
      }
    } catch (InterruptedException closed) {
      // the end
    } catch (IOException | RuntimeException e) {
      ledger.fail(thread.getName() + " broke: " + e);
    }
  }

  protected Knob knob() {
    return one(Knob.values());
  }

  @SafeVarargs
  protected final <T> T one(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** A value for {@code knob} that harms nobody much. */
  protected double mildly(Knob knob) {
    return switch (knob) {
      case DELAY, JITTER -> one(DELAY_MILLIS);
      case THROTTLE -> one(BYTES_PER_SECOND);
      case SLICE -> one(SLICES);
      case TERMINATION, CORRUPTION -> 0;
    };
  }

  /** A value for {@code knob} of this connection's, upstream or downstream, as its plan allows. */
  protected double value(Knob knob, Plan plan, boolean up) {
    return switch (knob) {
      case TERMINATION -> plan.isForTermination() ? termination(plan) : 0;
      case CORRUPTION -> plan.isForGarbage() ? garbage(plan, up) : 0;
      default -> plan.isForSlowness() ? slowly(knob, plan) : mildly(knob);
    };
  }

  private double termination(Plan plan) {
    plan.mayTerminate = true;
    return TERMINATION[random.nextInt(TERMINATION.length)];
  }

  private double garbage(Plan plan, boolean up) {
    plan.slowed = true; // by up to 16 KiB for each chunk, however small
    (up ? plan.garbageUp : plan.garbageDown).set(true);
    return GARBAGE[random.nextInt(GARBAGE.length)];
  }

  private double slowly(Knob knob, Plan plan) {
    plan.slowed = true;
    return switch (knob) {
      case DELAY, JITTER -> one(LONG_DELAY_MILLIS);
      case THROTTLE -> one(FEW_BYTES_PER_SECOND);
      default -> one(SMALL_SLICES);
    };
  }

  private long one(long... values) {
    return values[random.nextInt(values.length)];
  }

  @Override
  public void close() {
    over = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
