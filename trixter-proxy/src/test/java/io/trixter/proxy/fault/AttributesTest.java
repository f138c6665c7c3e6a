package io.trixter.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.trixter.netem.kernel.Waiter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The live values of one fault. */
class AttributesTest {
  private static final long MILLISECOND = 1_000_000;

  private final Attributes attributes = new Attributes(Latency.TYPE, Map.of("latency", 100));

  private long latency() {
    return attributes.knob(Latency.LATENCY).get();
  }

  private long jitter() {
    return attributes.knob(Latency.JITTER).get();
  }

  @Test
  void valuesAreInTheTypesOrderAndDefaultsFillTheRest() {
    assertThat(attributes.values()).containsExactly(entry("latency", 100L), entry("jitter", 0L));
    assertThat(latency()).isEqualTo(100 * MILLISECOND);
  }

  @Test
  void anUpdateKeepsWhatIsLeftOutOrNullAndIgnoresUnknownNames() {
    Map<String, Number> changes = new HashMap<>();
    changes.put("latency", null);
    changes.put("jitter", 5);
    changes.put("rate", 7);
    attributes.update(changes);
    assertThat(attributes.values()).containsExactly(entry("latency", 100L), entry("jitter", 5L));
    assertThat(jitter()).isEqualTo(5 * MILLISECOND);
  }

  @Test
  void negativeValuesAreAnsweredAsTheyWereGiven() {
    attributes.update(Map.of("latency", -7));
    assertThat(attributes.values()).containsEntry("latency", -7L);
    assertThat(latency()).isZero();
  }

  @Test
  void anUpdateThatIsWrongChangesNothing() {
    assertThatThrownBy(() -> attributes.update(Map.of("latency", 7, "jitter", 1.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("jitter must be whole ms");
    assertThat(attributes.values()).containsEntry("latency", 100L);
    assertThat(latency()).isEqualTo(100 * MILLISECOND);
    assertThat(attributes.revision().get()).isZero();
  }

  @Test
  void theRevisionIsSetBehindAllOthersAndByAnUpdateOfNothingToo() {
    List<Long> seen = new ArrayList<>();
    attributes
        .revision()
        .add(
            new Waiter() {
              @Override
              public void wake() {
                seen.add(attributes.revision().get());
                seen.add(latency() / MILLISECOND);
                seen.add(jitter() / MILLISECOND);
              }
            });
    attributes.update(Map.of("latency", 7, "jitter", 8));
    attributes.update(Map.of());
    assertThat(seen).containsExactly(1L, 7L, 8L, 2L, 7L, 8L);
  }

  @Test
  void theKnobOfAnotherTypesAttributeIsRefused() {
    assertThatThrownBy(() -> attributes.knob(Bandwidth.RATE))
        .hasMessage("latency has no attribute rate (kB/s)");
  }
}
