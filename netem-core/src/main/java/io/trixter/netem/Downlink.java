package io.trixter.netem;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Pacer;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What is read over a {@link Network}. The first bytes of a burst are held for the latency after
 * they came, and all pass at the rate. Bytes that came while those before them were held belong to
 * the same burst. It is one rule, because a throttle outside a delay would make each of its pieces
 * a burst on a channel, where nobody knows what has come. Writes pass. Safe for any thread.
 */
final class Downlink extends Fault {
  private final long latency;
  private final long jitter;
  private final long rate;

  /** Holds for {@code latency} plus or minus {@code jitter}; a rate of 0 is no limit. */
  Downlink(Duration latency, Duration jitter, long bytesPerSecond) {
    this.latency = DynamicDuration.nanos(latency);
    this.jitter = DynamicDuration.nanos(jitter);
    rate = bytesPerSecond;
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Downlink").reading(new Reading(latency, jitter, rate, source));
  }

  private static final class Reading extends Rule {
    private static final long MILLISECOND = 1_000_000;
    private static final long PIECES_PER_SECOND = 10;

    private final long latency;
    private final long jitter;
    private final long rate;
    private final RandomSource source;
    private final Pacer pacer = new Pacer();
    private SplittableRandom random;
    private boolean passedAny;
    private long passedAt;
    private boolean seen; // by one who asked what is ready, before it was read
    private boolean holding;
    private long due; // when the burst has travelled
    private long left; // of the bytes that are held

    Reading(long latency, long jitter, long rate, RandomSource source) {
      this.latency = latency;
      this.jitter = jitter;
      this.rate = rate;
      this.source = source;
    }

    @Override
    public boolean isOff() {
      return latency == 0 && jitter == 0 && rate == 0;
    }

    @Override
    public void begin(Op op) {
      holding = false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long most = rate == 0 ? wanted : Math.max(1, rate / PIECES_PER_SECOND);
      step.move(Math.min(wanted, most));
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (moved <= 0) {
        return 0;
      }
      if (!holding) {
        holding = true;
        left = moved;
        arrive(sameBurst, now);
        seen = false;
      }
      long hold = due - now > 0 ? due - now : pace(now);
      passedAny = true;
      passedAt = now;
      return hold;
    }

    private void arrive(boolean sameBurst, long now) {
      if (!seen) {
        boolean follows = sameBurst || (passedAny && now - passedAt < MILLISECOND);
        due = follows ? now : now + delay();
      }
    }

    private long delay() {
      if (jitter == 0) {
        return latency;
      }
      if (random == null) {
        random = source.random(Op.READ);
      }
      long stray = (long) (random.nextDouble(-1.0, 1.0) * jitter);
      long delay = latency + stray;
      return stray > 0 && delay < 0 ? Long.MAX_VALUE : Math.max(0, delay);
    }

    private long pace(long now) {
      while (left > 0 && rate > 0) {
        long granted = pacer.take(rate, left, now);
        if (granted < 0) {
          return -granted;
        }
        left -= granted;
      }
      return 0;
    }

    private long inAMillisecond() {
      return Math.max(1, rate / 1000);
    }

    @Override
    public long ready(long came, boolean sameBurst, long now) {
      if (came == 0) {
        return 0;
      }
      if (!seen) {
        arrive(sameBurst, now);
        seen = true;
      }
      return due - now > 0 ? 0 : rate == 0 ? came : Math.min(came, inAMillisecond());
    }
  }
}
