package io.trixter.proxy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Netem;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Everything at once, for {@code -Dnetem.soak.minutes} (2 unless given): hundreds of connections of
 * all kinds, knobs that never rest, kills and listings.
 */
@Tag("soak")
class SoakTest {
  private static final Duration TIME = Duration.ofMinutes(Long.getLong("netem.soak.minutes", 2));
  private static final int CONNECTIONS = Integer.getInteger("netem.soak.connections", 300);
  private static final Duration WARMING = Duration.ofSeconds(5);
  private static final int COUNTS = 20;
  private static final long HEAP_TOLERANCE = 20 << 20; // of which delay lines keep 16 MiB

  @Test
  void everyByteArrivesEveryEndingFitsAndNothingIsLeft() throws Exception {
    long seed = Netem.seed();
    System.out.println("soak: -Dnetem.seed=" + Long.toUnsignedString(seed) + ", " + TIME);
    Census early;
    Census late;
    run(seed, CONNECTIONS, WARMING);
    Census before = Census.take();
    try (Soak soak = new Soak(seed)) {
      soak.run(CONNECTIONS, TIME.dividedBy(4));
      early = checked(soak, "at 25 %");
      soak.run(CONNECTIONS, TIME.minus(TIME.dividedBy(4)));
      late = checked(soak, "at the end");
    }
    assertThat(late.descriptors()).isLessThanOrEqualTo(early.descriptors());
    assertThat(late.heapBytes() - early.heapBytes()).isLessThan(HEAP_TOLERANCE);
    Census after = Census.take();
    for (int i = 0; i < COUNTS && !after.isWithin(before); i++) {
      after = Census.take(); // what ends by itself may need a while
    }
    System.out.println("soak: before " + before + ", after " + after);
    assertThat(after).matches(end -> end.isWithin(before), "no more than " + before);
  }

  /** One run whose leavings are of no interest: it has classes loaded and caches filled. */
  private static void run(long seed, int connections, Duration time) throws Exception {
    try (Soak soak = new Soak(seed)) {
      soak.run(connections, time);
      checked(soak, "warm");
    }
  }

  private static Census checked(Soak soak, String when) throws InterruptedException {
    Census census = Census.take();
    System.out.println(
        "soak: " + when + ": " + soak.ledger().causes() + " of " + soak.ledger().settled());
    System.out.println("soak: " + when + ": " + census);
    assertThat(soak.ledger().failures()).isEmpty();
    return census;
  }
}
