package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopHealthTest {
  private static final long PATIENCE = 5_000;

  private final LoopHealth health = new LoopHealth();
  private long now = Long.MAX_VALUE - 2_000; // it wraps soon

  @Test
  void aLoopThatHasNotBegunIsWell() {
    assertThat(health.isAsleep()).isTrue();
    assertThat(health.isStuckFor(PATIENCE, now)).isFalse();
  }

  @Test
  void aLongIterationIsStuckUntilItSleeps() {
    health.iterationBegan(now);
    assertThat(health.isAsleep()).isFalse();
    assertThat(health.isStuckFor(PATIENCE, now + PATIENCE - 2)).isFalse();
    assertThat(health.isStuckFor(PATIENCE, now + PATIENCE + 2)).isTrue();
    health.asleep();
    assertThat(health.isStuckFor(PATIENCE, now + PATIENCE + 2)).isFalse();
  }

  @Test
  void aLoopThatBeginsIterationAfterIterationIsWell() {
    for (int i = 0; i < 100; i++) {
      health.iterationBegan(now);
      health.iterationEnded();
      now += 1_000;
      assertThat(health.isStuckFor(PATIENCE, now)).isFalse();
    }
  }

  @Test
  void oneThatLacksMemoryEachTimeIsNot() {
    long first = now;
    for (int i = 0; i < 100; i++) {
      health.iterationBegan(now);
      health.lacksMemory(now);
      health.iterationEnded();
      now += 1_000;
      assertThat(health.isStuckFor(PATIENCE, now + 2)).isEqualTo(now - first >= PATIENCE);
      assertThat(health.lacksMemoryFor(PATIENCE, now + 2)).isEqualTo(now - first >= PATIENCE);
    }
  }

  @Test
  void oneIterationWithMemoryMakesItWell() {
    health.lacksMemory(now);
    health.iterationEnded();
    health.iterationEnded();
    assertThat(health.lacksMemoryFor(PATIENCE, now + 20_000)).isFalse();
  }

  @Test
  void tellsWhetherItHasServedASocketSince() {
    health.served(now);
    assertThat(health.hasServedSince(now - 1)).isTrue();
    now += 3_000; // it has wrapped
    assertThat(health.hasServedSince(now - 1_000)).isFalse();
    assertThat(health.hasServedSince(now - 4_000)).isTrue();
  }
}
