package io.trixter.examples;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.Fault;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A fault of one's own: delays what is written behind a marker, however the stream is cut. */
public final class DelayBehind extends Fault {
  private final byte[] marker;
  private final Knob delay;

  /** Delays by {@code delay}, which may be set while traffic flows; zero is off. */
  public DelayBehind(byte[] marker, DynamicDuration delay) {
    this.marker = marker.clone();
    this.delay = delay.knob();
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("DelayBehind").writing(new Writing());
  }

  private final class Writing extends Rule {
    private byte[] seen = {}; // the end of what has passed, and what may pass now
    private int shown; // how much of that may pass
    private boolean pausing;
    private long since;

    @Override
    public boolean isOff() {
      return delay.get() == 0;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long left = pausing ? delay.get() - (now - since) : 0;
      if (left > 0) {
        step.await(left);
        return;
      }
      pausing = false;
      step.move(op == Op.WRITE && wanted > 0 ? throughMarker(step.content()) : wanted);
    }

    private int throughMarker(ByteBuffer content) {
      int passed = seen.length;
      shown = content.remaining();
      seen = Arrays.copyOf(seen, passed + shown);
      content.get(seen, passed, shown);
      for (int end = passed + 1; end < seen.length; end++) {
        if (endsWithMarker(end)) {
          return end - passed;
        }
      }
      return shown;
    }

    private boolean endsWithMarker(int end) {
      int start = end - marker.length;
      return start >= 0 && Arrays.equals(seen, start, end, marker, 0, marker.length);
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      int end = seen.length - shown + (int) moved;
      pausing = moved > 0 && endsWithMarker(end);
      since = now;
      seen = Arrays.copyOfRange(seen, Math.max(0, end - marker.length), end);
      shown = 0;
      return 0;
    }

    @Override
    public Knob knob() {
      return delay;
    }
  }
}
