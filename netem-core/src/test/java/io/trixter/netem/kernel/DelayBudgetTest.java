package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DelayBudgetTest {
  private final DelayBudget budget = new DelayBudget(1000, () -> {});

  @Test
  void countsWhatIsTakenAndGivenBack() {
    assertThat(budget.take(0, 300)).isTrue();
    assertThat(budget.take(300, 900)).isTrue();
    assertThat(budget.used()).isEqualTo(1200);
    budget.give(300);
    budget.give(900);
    assertThat(budget.used()).isZero();
    assertThat(budget.total()).isEqualTo(1000);
  }

  @Test
  void givesNoRoomTwice() {
    long seen = budget.used();
    assertThat(budget.take(seen, 600)).isTrue();
    assertThat(budget.take(seen, 600)).isFalse();
    assertThat(budget.used()).isEqualTo(600);
  }

  @Test
  void leasesSmallRoomToMeasureAndLargeRoomFromItsPool() {
    assertThat(budget.lease(1)).hasSize(1);
    assertThat(budget.lease(DelayBudget.BLOCK / 2)).hasSize(DelayBudget.BLOCK / 2);
    byte[] block = budget.lease(DelayBudget.BLOCK / 2 + 1);
    assertThat(block).hasSize(DelayBudget.BLOCK);
    assertThat(budget.lease(DelayBudget.BLOCK)).isNotSameAs(block);
    budget.release(block);
    assertThat(budget.lease(DelayBudget.BLOCK)).isSameAs(block);
  }

  @Test
  void keepsNoSmallRoom() {
    byte[] small = budget.lease(10);
    budget.release(small);
    assertThat(budget.lease(10)).isNotSameAs(small);
  }
}
