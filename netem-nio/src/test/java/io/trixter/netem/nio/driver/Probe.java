package io.trixter.netem.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Fault;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.nio.ByteBuffer;

/**
 * Changes nothing. While it is on, it checks that as many bytes have come to its place as it is
 * told: every byte must be the one that {@link #byteAt} says.
 */
final class Probe extends Fault {
  private final Knob on;

  Probe(Knob on) {
    this.on = on;
  }

  /** What stands at {@code place} of a stream. */
  static byte byteAt(long place) {
    return (byte) (place ^ place >> 8 ^ place >> 16);
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Probe").reading(new Reading()).writing(new Writing());
  }

  private class Looking extends Rule {
    @Override
    public boolean isOff() {
      return on.get() == 0;
    }

    void check(byte found, long place) {
      assertThat(found).as("byte %d", place).isEqualTo(byteAt(place));
    }
  }

  private final class Writing extends Looking {
    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (op == Op.WRITE && wanted > 0) {
        check(step.content().get(), position());
      }
      step.move(wanted);
    }
  }

  private final class Reading extends Looking {
    private long place;

    @Override
    public void begin(Op op) {
      place = position();
    }

    @Override
    public void read(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        check(bytes.get(), place++);
      }
    }
  }
}
