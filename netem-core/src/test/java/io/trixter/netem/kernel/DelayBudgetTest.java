package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DelayBudgetTest {
  private static final long WINDOW = 1 << 30;

  private final AtomicInteger shortages = new AtomicInteger();
  private final DelayBudget budget = new DelayBudget(100_000, shortages::incrementAndGet);

  private DelayQueue queue() {
    return new DelayQueue(
        new Knob(1), new Knob(0), new RandomSource(1, 0, "DelayLine"), WINDOW, budget);
  }

  private static int take(DelayQueue queue, int bytes) {
    return queue.take(ByteBuffer.allocate(bytes), 0);
  }

  /** Fills the budget with queues that hold something, until an empty one finds no room. */
  private List<DelayQueue> fill() {
    List<DelayQueue> full = new ArrayList<>();
    DelayQueue next = queue();
    while (next.room(8000) > 0) {
      take(next, 8000);
      full.add(next);
      next = queue();
    }
    next.clear();
    shortages.set(0);
    return full;
  }

  @Test
  void givesNoRoomTwice() {
    long seen = budget.used();
    assertThat(budget.take(seen, 600)).isTrue();
    assertThat(budget.take(seen, 600)).isFalse();
    assertThat(budget.used()).isEqualTo(600);
    budget.give(600);
    assertThat(budget.used()).isZero();
  }

  @Test
  void givesNoMoreThanThereIs() {
    assertThat(budget.take(0, 100_001)).isFalse();
    assertThat(budget.take(0, 100_000)).isTrue();
    assertThat(budget.take(100_000, 1)).isFalse();
    assertThat(budget.used()).isEqualTo(100_000);
  }

  @Test
  void oneQueueAloneGetsHalfAndTheShareShrinksAsMoreFill() {
    DelayBudget large = new DelayBudget(10_000_000, () -> {});
    long half = 5_000_000;
    for (int i = 0; i < 3; i++, half /= 2) {
      long used = large.used();
      take(queue().within(WINDOW, large, 0), 10_000_000);
      assertThat(large.used() - used).isBetween(half * 9 / 10, half * 11 / 10);
    }
  }

  @Test
  void aQueueThatHoldsSomethingTellsOnceEachTimeThatItFindsNoRoom() {
    DelayQueue queue = queue();
    take(queue, 200_000);
    assertThat(queue.room(200_000)).isZero();
    assertThat(queue.room(200_000)).isZero();
    assertThat(shortages).hasValue(1);
    queue.removeFirst();
    take(queue, 200_000);
    assertThat(queue.room(200_000)).isZero();
    assertThat(shortages).hasValue(2);
  }

  @Test
  void aQueueWhoseWindowIsFullLacksNoBudget() {
    DelayQueue queue = queue().within(20_000, budget, 0);
    take(queue, 200_000);
    assertThat(queue.room(200_000)).isZero();
    assertThat(shortages).hasValue(0);
  }

  @Test
  void anEmptyQueueThatFindsNoRoomWaitsAndIsToldOfSome() {
    List<DelayQueue> full = fill();
    DelayQueue late = queue();
    AtomicInteger told = new AtomicInteger();
    late.onRoom(told::incrementAndGet);
    assertThat(late.room(8000)).isZero();
    assertThat(late.room(8000)).isZero();
    assertThat(shortages).hasValue(1);
    assertThat(told).hasValue(0);
    full.get(0).removeFirst();
    assertThat(told).hasValue(1);
    assertThat(take(late, 8000)).isPositive();
  }

  @Test
  void thoseThatWaitAreServedAsTheyCame() {
    List<DelayQueue> full = fill();
    List<String> told = new ArrayList<>();
    DelayQueue first = queue();
    DelayQueue second = queue();
    first.onRoom(() -> told.add("first"));
    second.onRoom(() -> told.add("second"));
    assertThat(first.room(8000)).isZero();
    assertThat(second.room(8000)).isZero();
    full.get(0).clear();
    assertThat(told).containsExactly("first");
    assertThat(second.room(8000)).as("it came later").isZero();
    assertThat(full.get(1).room(8000)).as("it does not wait").isZero();
    assertThat(take(first, 8000)).isPositive();
    assertThat(told).containsExactly("first", "second");
    full.get(1).clear();
    assertThat(take(second, 8000)).isPositive();
  }

  @Test
  void oneThatIsClearedWhileItWaitsLetsTheNextLook() {
    List<DelayQueue> full = fill();
    DelayQueue gone = queue();
    DelayQueue next = queue();
    AtomicInteger told = new AtomicInteger();
    next.onRoom(told::incrementAndGet);
    gone.room(8000);
    next.room(8000);
    gone.clear();
    assertThat(told).hasValue(1);
    full.forEach(DelayQueue::clear);
    assertThat(take(next, 8000)).isEqualTo(8000);
    next.clear();
    assertThat(budget.used()).isZero();
  }

  @Test
  void isABoundForManyQueuesOnSeveralThreads() throws Exception {
    int threads = 4;
    int queuesOfEach = 25;
    AtomicLong most = new AtomicLong();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(threads);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        done.add(
            pool.submit(
                () -> {
                  start.countDown();
                  start.await(10, TimeUnit.SECONDS);
                  trade(queuesOfEach, most);
                  return null;
                }));
      }
      for (Future<?> each : done) {
        each.get(30, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(most.get()).isBetween(50_000L, budget.total());
    assertThat(budget.used()).isZero();
  }

  private void trade(int queues, AtomicLong most) {
    List<DelayQueue> mine = new ArrayList<>();
    for (int i = 0; i < queues; i++) {
      mine.add(queue());
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    ByteBuffer bytes = ByteBuffer.allocate(70_000);
    for (int i = 0; i < 20_000; i++) {
      DelayQueue queue = mine.get(random.nextInt(queues));
      if (queue.isEmpty() || random.nextInt(3) > 0) {
        queue.take(bytes.limit(1 + random.nextInt(bytes.capacity())).position(0), i);
      } else {
        queue.removeFirst();
      }
      most.accumulateAndGet(budget.used(), Math::max);
      if (random.nextInt(50) == 0) {
        queue.clear();
      }
    }
    mine.forEach(DelayQueue::clear);
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
