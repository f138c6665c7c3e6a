package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class YieldPolicyTest {
  private long now = Long.MAX_VALUE - 1_000;
  private long yieldTakes;
  private int yields;
  private final YieldPolicy policy = new YieldPolicy(this::yield, () -> now);

  private void yield() {
    yields++;
    now += yieldTakes;
  }

  /** Ends an iteration every tenth of a millisecond for {@code time}; how often that yielded. */
  private int yieldsIn(Duration time) {
    int before = yields;
    for (long end = now + time.toNanos(); now - end < 0; now += 100_000) {
      policy.iterationEnded();
    }
    return yields - before;
  }

  @Test
  void yieldsAfterEachIterationToThoseWhoAreSoonDone() {
    yieldTakes = 100_000;
    assertThat(yieldsIn(Duration.ofMillis(10))).isEqualTo(50);
  }

  @Test
  void yieldsEverMoreRarelyToThoseWhoCompute() {
    yieldTakes = 3_000_000;
    assertThat(yieldsIn(Duration.ofMillis(20))).isOne();
    assertThat(yieldsIn(Duration.ofSeconds(10))).isBetween(8, 20);
    assertThat(yieldsIn(Duration.ofSeconds(10))).isBetween(8, 11);
  }

  @Test
  void yieldsAgainWhenTheyAreGone() {
    yieldTakes = 3_000_000;
    yieldsIn(Duration.ofSeconds(10));
    yieldTakes = 0;
    yieldsIn(Duration.ofSeconds(1));
    assertThat(yieldsIn(Duration.ofMillis(10))).isEqualTo(100);
  }
}
