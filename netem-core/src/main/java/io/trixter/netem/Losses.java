package io.trixter.netem;

import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import java.util.SplittableRandom;

/**
 * Which segments of one direction of a {@link Stall} are lost, and how long the one that was takes
 * to arrive. Confined to the driver of the direction.
 */
final class Losses {
  private static final long LONGEST_PAUSE = 60_000_000_000L;

  private final Knob probability;
  private final Knob burst;
  private final Knob rto;
  private final RandomSource source;
  private final Op direction;
  private SplittableRandom random;
  private boolean started; // has drawn
  private boolean bad; // the state of the chain
  private boolean lost; // a segment is, and has not been retransmitted
  private int pauses; // of that segment, begun
  private long since;

  Losses(Knob probability, Knob burst, Knob rto, RandomSource source, Op direction) {
    this.probability = probability;
    this.burst = burst;
    this.rto = rto;
    this.source = source;
    this.direction = direction;
  }

  Knob knob() {
    return probability;
  }

  boolean areOff() {
    return probability.get() == 0 || rto.get() == 0;
  }

  /** Forgets the segment that is lost, if one is. */
  void forget() {
    lost = false;
  }

  /** Draws for the first transmission of the next segment. */
  boolean losesNext() {
    bad = draw(started ? chanceOfLoss() : chance());
    started = true;
    lost = bad;
    pauses = 0;
    return lost;
  }

  /** By the chain: the chance that the next segment is lost, given what the last one was. */
  private double chanceOfLoss() {
    double p = chance();
    double run = burst.get();
    if (run <= 1 || p >= 1) {
      return p;
    }
    double toGood = Math.min(1 / run, (1 - p) / p);
    return bad ? 1 - toGood : toGood * p / (1 - p);
  }

  private double chance() {
    return Double.longBitsToDouble(probability.get());
  }

  private boolean draw(double chance) {
    if (random == null) {
      random = source.random(direction);
    }
    return random.nextDouble() < chance;
  }

  /**
   * How long the lost segment takes yet, in nanoseconds; 0 if none is. The first call sends it.
   *
   * @param at the position of the segment
   */
  long left(long now, long at) {
    while (lost && !areOff()) {
      long left = pauses == 0 ? 0 : pause() - (now - since);
      if (left > 0) {
        return left;
      }
      if (pauses > 0 && !draw(chance())) {
        break;
      }
      pauses++;
      since = now;
      source.record(direction, at, FaultEvent.Kind.LOSS, pause(), 0);
    }
    lost = false;
    return 0;
  }

  private long pause() {
    long first = Math.max(1, rto.get()); // an rto of 0 may be set meanwhile
    int doubled = Math.min(pauses - 1, Long.SIZE - 1);
    return first > LONGEST_PAUSE >> doubled ? LONGEST_PAUSE : first << doubled;
  }
}
