package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;

/**
 * {@code timeout}: every byte is dropped. The connection is closed {@code timeout} after the fault
 * came into force on it, by being added or updated or because the connection opened; at 0 and below
 * never. An end of the stream passes at once. Removal closes the connections that lost bytes, or
 * might have.
 */
public final class Timeout extends FaultType {
  static final Attribute TIMEOUT =
      Attribute.millis("timeout", "after which the connection is closed; 0 is never");
  static final Timeout TYPE = new Timeout();

  private Timeout() {
    super("timeout", "drops all bytes, and closes the connection after a time", TIMEOUT);
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).writing(new Dropping(link));
  }

  @Override
  public boolean endsConnectionsWhenRemoved() {
    return true;
  }

  /**
   * Drops all bytes, and closes the connection after {@code time}, in whole milliseconds; zero is
   * never.
   *
   * @throws IllegalArgumentException if it is negative, or not whole milliseconds
   */
  public static FaultSpec timeout(Duration time) {
    return FaultSpec.of(TYPE).with(TIMEOUT.name(), TIMEOUT.of(time));
  }

  private static final class Dropping extends Rule {
    private final Knob timeout;
    private final Stopwatch since;

    Dropping(Link link) {
      timeout = link.knob(TIMEOUT);
      since = new Stopwatch(link.revision());
    }

    @Override
    public boolean isOff() {
      return false;
    }

    @Override
    public long dueIn(long now) {
      long nanos = timeout.get();
      long left = since.left(nanos, now);
      return nanos == 0 ? NEVER : left;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (dueIn(now) == 0) {
        step.end(false);
      } else if (op == Op.WRITE) {
        step.drop(wanted);
      } else {
        step.move(wanted);
      }
    }

    @Override
    public Knob knob() {
      return since.revision();
    }
  }
}
