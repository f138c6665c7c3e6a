package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;

/**
 * {@code reset_peer}: the first bytes, or the end of the stream, are held for {@code timeout}; then
 * both sides of the connection are reset and what was held is dropped. 0 and below resets at the
 * first byte. A silent direction is not reset. An update while it waits begins the whole new time;
 * removal lets pass what was held.
 */
public final class ResetPeer extends FaultType {
  static final Attribute TIMEOUT =
      Attribute.millis("timeout", "from the first byte to the reset; 0 is at once");
  static final ResetPeer TYPE = new ResetPeer();

  private ResetPeer() {
    super("reset_peer", "resets the connection, a time after the first byte", TIMEOUT);
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).writing(new Resetting(link));
  }

  /**
   * Resets the connection {@code time} after its first byte, in whole milliseconds; zero is at
   * once.
   *
   * @throws IllegalArgumentException if it is negative, or not whole milliseconds
   */
  public static FaultSpec resetPeer(Duration time) {
    return FaultSpec.of(TYPE).with(TIMEOUT.name(), TIMEOUT.of(time));
  }

  private static final class Resetting extends Rule {
    private final Knob timeout;
    private final Stopwatch since;

    Resetting(Link link) {
      timeout = link.knob(TIMEOUT);
      since = new Stopwatch(link.revision());
    }

    @Override
    public boolean isOff() {
      return false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (wanted == 0 && op != Op.SHUTDOWN) {
        step.move(0);
        return;
      }
      long left = since.left(timeout.get(), now);
      if (left > 0) {
        step.await(left);
      } else {
        step.end(true);
      }
    }

    @Override
    public Knob knob() {
      return since.revision();
    }
  }
}
