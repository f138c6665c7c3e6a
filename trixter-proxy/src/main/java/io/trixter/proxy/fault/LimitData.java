package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;

/**
 * {@code limit_data}: {@code bytes} bytes of each connection pass, counted from when the fault came
 * to it. Right behind the last of them the connection is closed; what goes beyond is dropped. At 0
 * and below the first byte closes it, and is dropped. An update keeps the count, and closes at once
 * where more than the new limit has passed.
 */
public final class LimitData extends FaultType {
  static final Attribute BYTES = Attribute.bytes("bytes", "how many pass");
  static final LimitData TYPE = new LimitData();

  private LimitData() {
    super("limit_data", "closes the connection after so many bytes", BYTES);
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).writing(new Counting(link));
  }

  /** Closes the connection after {@code bytes} bytes; at 0 and below with the first one. */
  public static FaultSpec limitData(long bytes) {
    return FaultSpec.of(TYPE).with(BYTES.name(), bytes);
  }

  private static final class Counting extends Rule {
    private final Knob bytes;
    private final Knob revision;
    private long passed;

    Counting(Link link) {
      bytes = link.knob(BYTES);
      revision = link.revision();
    }

    @Override
    public boolean isOff() {
      return false;
    }

    @Override
    public long dueIn(long now) {
      return passed > 0 && passed >= bytes.get() ? 0 : NEVER;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long left = bytes.get() - passed;
      if (left <= 0 && (wanted > 0 || passed > 0)) {
        step.end(false);
      } else {
        step.move(Math.min(wanted, left));
      }
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      passed += moved;
      return 0;
    }

    @Override
    public Knob knob() {
      return revision;
    }
  }
}
