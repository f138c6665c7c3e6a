package io.trixter.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A type that the catalogue does not name. */
class StampTest {
  @Test
  void actsLikeAnyOther() {
    FaultHarness link = FaultHarness.of(FaultSpec.parse("stamp:share=1")).write(5);
    link.update(Map.of("share", 0)).write(6);
    assertThat(link.log).containsExactly("0 ms: emit 1", "0 ms: write 5", "0 ms: write 6");
  }
}
