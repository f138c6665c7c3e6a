package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KnobTest {
  private final Knob knob = new Knob(3);

  @Test
  void standsWhereItWasTurned() {
    assertThat(knob.get()).isEqualTo(3);
    knob.set(7);
    assertThat(knob.get()).isEqualTo(7);
  }

  @Test
  void wakesEachWhoWaitsOnceATurn() {
    var waiters = List.of(new Counting(), new Counting(), new Counting());
    waiters.forEach(knob::add);
    knob.set(4);
    assertThat(waiters).allMatch(waiter -> waiter.count() == 1);
    knob.set(4);
    assertThat(waiters).allMatch(waiter -> waiter.count() == 2);
  }

  @Test
  void wakesThoseWhoWaitForSomethingElseThatWasSet() {
    Counting waiter = new Counting();
    knob.add(waiter);
    knob.wake();
    assertThat(waiter.count()).isEqualTo(1);
    assertThat(knob.get()).isEqualTo(3);
  }

  @Test
  void hasTurnedBeforeItWakes() {
    List<Long> seen = new ArrayList<>();
    knob.add(
        new Waiter() {
          @Override
          public void wake() {
            seen.add(knob.get());
          }
        });
    knob.set(9);
    assertThat(seen).containsExactly(9L);
  }

  @Test
  void doesNotWakeThoseRemovedWhereverTheyStoodInTheList() {
    for (int first = 0; first < 4; first++) {
      for (int second = 0; second < 4; second++) {
        var waiters = List.of(new Counting(), new Counting(), new Counting(), new Counting());
        waiters.forEach(knob::add);
        knob.remove(waiters.get(first));
        knob.remove(waiters.get(second));
        knob.set(4);
        for (int i = 0; i < 4; i++) {
          assertThat(waiters.get(i).count()).isEqualTo(i == first || i == second ? 0 : 1);
        }
        waiters.forEach(knob::remove);
      }
    }
  }

  @Test
  void wakesNobodyWhenAllAreRemoved() {
    var waiters = List.of(new Counting(), new Counting(), new Counting());
    waiters.forEach(knob::add);
    waiters.forEach(knob::remove);
    knob.set(4);
    assertThat(waiters).allMatch(waiter -> waiter.count() == 0);
  }

  @Test
  void wakesOnceWhoIsAddedTwiceAndForgetsThemWithOneRemoval() {
    var waiter = new Counting();
    knob.add(waiter);
    knob.add(new Counting());
    knob.add(waiter);
    knob.set(4);
    assertThat(waiter.count()).isEqualTo(1);
    knob.remove(waiter);
    knob.set(5);
    assertThat(waiter.count()).isEqualTo(1);
  }

  @Test
  void removesWhoDoesNotWaitWithoutEffect() {
    var waiter = new Counting();
    knob.remove(waiter);
    knob.add(new Counting());
    knob.remove(waiter);
    knob.add(waiter);
    knob.set(4);
    assertThat(waiter.count()).isEqualTo(1);
  }

  @Test
  void takesAWaiterThatWaitedForAnotherBefore() {
    var waiter = new Counting();
    var other = new Knob(0);
    other.add(new Counting());
    other.add(waiter);
    other.add(new Counting());
    other.remove(waiter);
    knob.add(waiter);
    other.set(1);
    assertThat(waiter.count()).isZero();
    knob.set(4);
    assertThat(waiter.count()).isEqualTo(1);
  }

  @Test
  void letsAWaiterLeaveTurnAndComeBackFromItsOwnWakeUp() {
    var other = new Counting();
    var waiter =
        new Counting() {
          @Override
          public void wake() {
            super.wake();
            knob.remove(this);
            if (count() == 1) {
              knob.set(5);
              knob.add(this);
            }
          }
        };
    knob.add(other);
    knob.add(waiter);
    knob.set(4);
    assertThat(waiter.count()).isEqualTo(1);
    assertThat(other.count()).isEqualTo(2);
    knob.set(6);
    assertThat(waiter.count()).isEqualTo(2);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void eitherWakesAWaiterOrShowsItTheNewValue() throws Exception {
    int rounds = 50_000;
    var knobs = Stream.generate(() -> new Knob(0)).limit(rounds).toList();
    var waiters = Stream.generate(Counting::new).limit(rounds).toList();
    var sawTheNewValue = new boolean[rounds];
    var arrivals = new AtomicInteger();
    var waiting =
        new Thread(
            () -> {
              for (int round = 0; round < rounds; round++) {
                meet(arrivals, round);
                knobs.get(round).add(waiters.get(round));
                sawTheNewValue[round] = knobs.get(round).get() == 1;
              }
            });
    waiting.setDaemon(true);
    waiting.start();
    for (int round = 0; round < rounds; round++) {
      meet(arrivals, round);
      knobs.get(round).set(1);
    }
    waiting.join();
    for (int round = 0; round < rounds; round++) {
      assertThat(sawTheNewValue[round] || waiters.get(round).count() == 1).isTrue();
    }
  }

  /** Lets both threads go into a round together, closer than a latch would. */
  private static void meet(AtomicInteger arrivals, int round) {
    arrivals.incrementAndGet();
    for (int spins = 1; arrivals.get() < 2 * (round + 1); spins++) {
      if (spins % 1000 == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private static class Counting extends Waiter {
    private final AtomicInteger woken = new AtomicInteger();

    @Override
    public void wake() {
      woken.incrementAndGet();
    }

    int count() {
      return woken.get();
    }
  }
}
