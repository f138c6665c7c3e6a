package io.trixter.netem;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import java.util.ArrayList;
import java.util.List;

/** What became of the segments of one long write through a {@link Stall}, in virtual time. */
public final class LossModel {
  private long segments;
  private long lost;
  private long runs;
  private long retransmissionsLost;
  private final List<Long> wrong = new ArrayList<>();

  /** Writes so many segments through the rule, whose rto is {@code rto} nanoseconds. */
  public static LossModel of(Rule rule, long segments, long rto) {
    LossModel model = new LossModel();
    model.run(rule, segments * Stall.SEGMENT, rto);
    return model;
  }

  private void run(Rule rule, long bytes, long rto) {
    Step step = new Step();
    long now = 0;
    long expected = rto;
    boolean lostBefore = false;
    boolean waited = false;
    rule.begin(Op.WRITE);
    for (long left = bytes; left > 0; ) {
      rule.before(Op.WRITE, left, now, step);
      if (step.kind() == Step.Kind.WAIT) {
        if (step.nanos() != expected) {
          wrong.add(step.nanos());
        }
        retransmissionsLost += waited ? 1 : 0;
        waited = true;
        expected = Math.min(2 * expected, 60_000_000_000L);
        now += step.nanos();
        continue;
      }
      long moved = step.bytes() / Stall.SEGMENT;
      if (waited) {
        lost++;
        runs += lostBefore ? 0 : 1;
      }
      lostBefore = waited && moved == 1;
      waited = false;
      expected = rto;
      segments += moved;
      left -= step.bytes();
      rule.after(Op.WRITE, step.bytes(), false, now);
    }
  }

  /** How many segments there were. */
  public long segments() {
    return segments;
  }

  /** The share of segments whose first transmission was lost. */
  public double share() {
    return (double) lost / segments;
  }

  /** How many first transmissions were lost in a row, on average. */
  public double meanRun() {
    return (double) lost / runs;
  }

  /** The share of retransmissions that were lost. */
  public double shareOfRetransmissions() {
    return (double) retransmissionsLost / (lost + retransmissionsLost);
  }

  /** Pauses that were not the rto, doubled each time, up to a minute. */
  public List<Long> wrongPauses() {
    return wrong;
  }
}
