package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;
import java.util.Objects;

/**
 * What packet loss looks like above TCP: no byte is missing, but some come late, and all behind
 * them. What is read or written is cut in segments of at most 1,460 bytes, TCP's maximum over
 * Ethernet (1,500 less 20 each for the headers of IP and TCP). A segment is lost with the given
 * probability, and then waits for its retransmission, which comes after the retransmission timeout
 * {@code rto}; if that is lost too, the next comes after twice the time, and so on, each pause 60
 * seconds at most. What is behind a lost segment waits with it, and is drawn for itself.
 *
 * <p>Timeout, doubling and the bound are those of <a
 * href="https://www.rfc-editor.org/rfc/rfc6298">RFC 6298</a>, sections 2.4, 5.5 and 2.5; 200 ms,
 * the timeout where none is given, is the shortest that Linux takes ({@code TCP_RTO_MIN} in {@code
 * include/net/tcp.h}). There is no fast retransmit, because the fault knows no round trip: where
 * TCP recovers within one because later segments arrive, this fault waits for the timeout. Nor is
 * there a congestion window. So bulk is slower than over TCP with short round trips, and faster
 * than over TCP with long ones; docs/loss.md has figures.
 *
 * <p><b>Bursts.</b> With a {@link #burst} of 1 each segment is drawn for itself. Above that, first
 * transmissions are lost in runs of that many on average (Gilbert 1960, "Capacity of a Burst-Noise
 * Channel"; Elliott 1963): in a good state no segment is lost, in a bad one each is; bad turns good
 * with {@code r = 1 / burst}, good turns bad with {@code p = r * probability / (1 - probability)},
 * so that the share of lost segments is the probability. Linux's netem calls it {@code loss
 * gemodel} with this p and r. Where the probability is above {@code burst / (1 + burst)} the runs
 * are longer. Retransmissions are drawn with the probability alone, when they are due.
 *
 * <p><b>Segments.</b> Each write is segments of its own; those that are not lost pass together.
 * What is read is cut by bursts: a read gets the rest of a segment at most, and a new segment
 * begins where one is full or a new burst begins, which {@link DelayedReader} explains. Calling
 * {@code available()} draws, so that a caller that polls makes progress. A flush, the half-close
 * and the end of what is read are never lost.
 *
 * <p>A probability of 0.0 is off, as is an rto of zero, and draws nothing; set meanwhile, it lets
 * what waits pass at once. A probability of 1.0 stalls for ever. Any other value meets the next
 * draw, and a new burst the next segment. A new rto reaches what waits already, as it were the rto
 * from the start; where the knob of it is set rather than {@link #rto}, when the pause is over.
 * Each direction of each stream has a chain and a generator of its own. Safe for any thread.
 */
public final class Stall extends Fault {
  static final int SEGMENT = 1460;
  private static final Duration SHORTEST_RTO = Duration.ofMillis(200);

  private final DynamicProbability probability;
  private final DynamicSize burst;
  private final DynamicDuration rto;

  /**
   * Loses segments with {@code probability}, each for itself, by the seed of this run, with an rto
   * of 200 ms.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0
   */
  public Stall(double probability) {
    this(probability, Seed.ofRun());
  }

  /**
   * Like {@link #Stall(double)}, with draws from {@code seed}, all 64 bits. In a factory the
   * factory's seed is drawn from instead.
   *
   * @throws IllegalArgumentException if {@code probability} is not between 0.0 and 1.0
   */
  public Stall(double probability, long seed) {
    this(
        new DynamicProbability(probability),
        new DynamicSize(1),
        new DynamicDuration(SHORTEST_RTO),
        seed);
  }

  /**
   * Loses segments as the knobs say, which others may share.
   *
   * @param probability of a segment's loss
   * @param burst how many are lost in a row on average, counted in segments; 0 is like 1
   * @param rto how long the first retransmission takes
   */
  public Stall(DynamicProbability probability, DynamicSize burst, DynamicDuration rto) {
    this(probability, burst, rto, Seed.ofRun());
  }

  /**
   * Like {@link #Stall(DynamicProbability, DynamicSize, DynamicDuration)}, with draws from {@code
   * seed}, all 64 bits. In a factory the factory's seed is drawn from instead.
   */
  public Stall(DynamicProbability probability, DynamicSize burst, DynamicDuration rto, long seed) {
    super(seed);
    this.probability = Objects.requireNonNull(probability, "probability");
    this.burst = Objects.requireNonNull(burst, "burst");
    this.rto = Objects.requireNonNull(rto, "rto");
  }

  /**
   * Sets the probability; the next draw is against it.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0; it stays what it was
   */
  public void set(double probability) {
    this.probability.set(probability);
  }

  /**
   * Sets how many segments are lost in a row on average; 1 draws for each by itself.
   *
   * @return this
   * @throws IllegalArgumentException if it is below 1; it stays what it was
   */
  public Stall burst(long segments) {
    if (segments < 1) {
      throw new IllegalArgumentException(
          "burst must be between 1 and " + Long.MAX_VALUE + " (got " + segments + ")");
    }
    burst.set(segments);
    return this;
  }

  /**
   * Sets how long the first retransmission of a segment takes; zero is off.
   *
   * @return this
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range; it stays what
   *     it was
   */
  public Stall rto(Duration time) {
    rto.set(time);
    probability.knob().wake();
    return this;
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Stall")
        .reading(new Reading(losses(source, Op.READ)))
        .writing(new Writing(losses(source, Op.WRITE)))
        .drawnFrom(source);
  }

  private Losses losses(RandomSource source, Op direction) {
    return new Losses(probability.knob(), burst.knob(), rto.knob(), source, direction);
  }

  private abstract static class Segments extends Rule {
    final Losses losses;

    Segments(Losses losses) {
      this.losses = losses;
    }

    @Override
    public boolean isOff() {
      return losses.areOff();
    }

    @Override
    public Knob knob() {
      return losses.knob();
    }
  }

  private static final class Writing extends Segments {
    private long sent; // of the write, and not lost; to move before what is
    private long drawn; // bytes of the segment behind those, which is lost

    Writing(Losses losses) {
      super(losses);
    }

    @Override
    public void begin(Op op) {
      sent = 0;
      drawn = 0;
      losses.forget();
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (op != Op.WRITE || isOff()) {
        begin(op);
        step.move(wanted);
        return;
      }
      while (sent == 0 && wanted > 0) {
        long wait = losses.left(now, position());
        if (wait > 0) {
          step.await(wait);
          return;
        }
        send(wanted);
      }
      step.move(Math.min(sent, wanted));
    }

    private void send(long wanted) {
      sent = drawn; // has been retransmitted
      drawn = 0;
      while (sent < wanted) {
        long segment = Math.min(SEGMENT, wanted - sent);
        if (losses.losesNext()) {
          drawn = segment;
          return;
        }
        sent += segment;
      }
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      sent = Math.max(0, sent - moved);
      return 0;
    }
  }

  private static final class Reading extends Segments {
    private long used; // of the segment
    private boolean drawn; // for a segment of which nothing has been read
    private boolean holding;

    Reading(Losses losses) {
      super(losses);
    }

    @Override
    public void begin(Op op) {
      holding = false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      step.move(isOff() ? wanted : Math.min(wanted, room()));
    }

    private long room() {
      return used < SEGMENT ? SEGMENT - used : SEGMENT;
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (moved <= 0) {
        return 0;
      }
      if (!holding) {
        holding = true;
        draw(sameBurst);
        drawn = false;
        used += moved;
      }
      return losses.left(now, position() - moved);
    }

    private void draw(boolean sameBurst) {
      if (!drawn && (!sameBurst || used >= SEGMENT)) {
        drawn = true;
        used = 0;
        losses.losesNext();
      }
    }

    @Override
    public long ready(long came, boolean sameBurst, long now) {
      if (came == 0) {
        return 0;
      }
      draw(sameBurst);
      return losses.left(now, position()) == 0 ? Math.min(came, room()) : 0;
    }
  }
}
