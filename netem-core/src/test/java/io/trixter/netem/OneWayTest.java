package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Rules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

/** Faults of one direction alone. */
class OneWayTest {
  private static final byte[] BYTES = new byte[10_000];

  private static byte[] written(Fault fault) throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (OutputStream out = fault.wrap(sent)) {
      out.write(BYTES);
    }
    return sent.toByteArray();
  }

  @Test
  void drawsAsTheWholeFaultDoes() throws IOException {
    byte[] flipped = written(new BitFlipper(0.1, 7).onlyWrites());

    assertThat(flipped).isEqualTo(written(new BitFlipper(0.1, 7))).isNotEqualTo(BYTES);
  }

  @Test
  void followsTheKnobOfTheWholeFault() throws IOException {
    BitFlipper whole = new BitFlipper(0.1, 7);
    Fault part = whole.onlyReads();
    whole.set(0);

    assertThat(part.wrap(new ByteArrayInputStream(BYTES)).readAllBytes()).isEqualTo(BYTES);
  }

  @Test
  void leavesOutTheRuleOfTheOtherDirection() {
    Rules reads = new Corrupter(0.1).onlyReads().rules(new FaultNames());
    Rules writes = new Corrupter(0.1).onlyWrites().rules(new FaultNames());

    assertThat(reads.reading()).isNotNull();
    assertThat(reads.writing()).isNull();
    assertThat(writes.reading()).isNull();
    assertThat(writes.writing()).isNotNull();
  }

  @Test
  void isNamedAsTheWholeFault() {
    FaultNames names = new FaultNames();

    assertThat(names.next(new Corrupter(0.1))).isEqualTo("Corrupter");
    assertThat(names.next(new Corrupter(0.1).onlyReads())).isEqualTo("Corrupter#2");
    assertThat(new Corrupter(0.1).onlyWrites()).hasToString("Corrupter");
  }
}
