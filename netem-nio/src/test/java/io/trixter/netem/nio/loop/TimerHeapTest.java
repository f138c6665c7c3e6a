package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerHeapTest {
  private static final long SEED = 20260117;

  private final TimerHeap heap = new TimerHeap();

  private static final class Named extends Timer {
    private final int name;
    private long due; // as nanoseconds from the start, which do not wrap
    private int armings;

    Named(int name) {
      this.name = name;
    }

    @Override
    protected void fired() {}

    @Override
    public String toString() {
      return "timer " + name;
    }
  }

  @Test
  void isEmptyAtFirst() {
    assertThat(heap.nanosToNext(0)).isEqualTo(TimerHeap.NEVER);
    assertThat(heap.pollDue(Long.MAX_VALUE)).isNull();
  }

  @Test
  void givesATimerWhenItsTimeHasComeAndNotANanosecondBefore() {
    Timer timer = new Named(0);
    heap.arm(timer, 1000, 50);
    assertThat(heap.nanosToNext(1000)).isEqualTo(50);
    assertThat(heap.pollDue(1049)).isNull();
    assertThat(timer.isArmed()).isTrue();
    assertThat(heap.pollDue(1050)).isSameAs(timer);
    assertThat(timer.isArmed()).isFalse();
    assertThat(heap.pollDue(1050)).isNull();
  }

  @Test
  void saysZeroForADeadlineThatIsPast() {
    heap.arm(new Named(0), 0, 10);
    assertThat(heap.nanosToNext(25)).isZero();
  }

  @Test
  void givesTimersOfOneDeadlineInTheOrderTheyWereArmed() {
    List<Timer> timers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      timers.add(new Named(i));
      heap.arm(timers.get(i), i, 100 - i);
    }
    assertThat(allDue(100)).containsExactlyElementsOf(timers);
  }

  @Test
  void armingAgainMovesATimerAndPutsItLastAmongItsEquals() {
    Timer first = new Named(1);
    Timer second = new Named(2);
    heap.arm(first, 0, 10);
    heap.arm(second, 0, 10);
    heap.arm(first, 0, 10);
    assertThat(allDue(10)).containsExactly(second, first);
    heap.arm(first, 0, 10);
    heap.arm(second, 0, 20);
    heap.arm(first, 0, 30);
    assertThat(allDue(30)).containsExactly(second, first);
  }

  @Test
  void disarmingTwiceOrNeverArmedDoesNothing() {
    Timer timer = new Named(0);
    heap.disarm(timer);
    heap.arm(timer, 0, 10);
    heap.disarm(timer);
    heap.disarm(timer);
    assertThat(heap.nanosToNext(0)).isEqualTo(TimerHeap.NEVER);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aWaitOfNothingOrLessIsDueNow(long nanos) {
    Timer timer = new Named(0);
    heap.arm(timer, 77, nanos);
    assertThat(heap.nanosToNext(77)).isZero();
    assertThat(heap.pollDue(77)).isSameAs(timer);
  }

  @Test
  void theLongestWaitStaysBehindShortOnesWhateverTheClockSays() {
    long now = Long.MAX_VALUE - 5;
    Timer longest = new Named(1);
    Timer shortest = new Named(2);
    heap.arm(longest, now, Long.MAX_VALUE);
    heap.arm(shortest, now, 10);
    assertThat(heap.pollDue(now)).isNull();
    assertThat(heap.pollDue(now + 10)).isSameAs(shortest);
    assertThat(heap.pollDue(now + Long.MAX_VALUE / 4)).isNull();
    assertThat(longest.isArmed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -50_000, Long.MAX_VALUE - 50_000, Long.MIN_VALUE, Long.MAX_VALUE})
  void agreesWithASortedListAlsoWhereTheClockWraps(long start) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Named> model = new ArrayList<>();
    List<Named> timers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      timers.add(new Named(i));
    }
    long elapsed = 0;
    int armings = 0;
    for (int i = 0; i < 20_000; i++) {
      Named timer = timers.get(random.nextInt(timers.size()));
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          long nanos = random.nextInt(50);
          heap.arm(timer, start + elapsed, nanos);
          timer.due = elapsed + nanos;
          timer.armings = armings++;
          model.remove(timer);
          model.add(timer);
        }
        case 2 -> {
          heap.disarm(timer);
          model.remove(timer);
        }
        default -> {
          elapsed += random.nextInt(8);
          assertThat(allDue(start + elapsed)).isEqualTo(takeDue(model, elapsed));
        }
      }
      assertThat(timer.isArmed()).isEqualTo(model.contains(timer));
      assertThat(heap.nanosToNext(start + elapsed)).isEqualTo(nanosToNext(model, elapsed));
    }
  }

  private List<Timer> allDue(long now) {
    List<Timer> due = new ArrayList<>();
    for (Timer timer = heap.pollDue(now); timer != null; timer = heap.pollDue(now)) {
      due.add(timer);
    }
    return due;
  }

  private static List<Named> takeDue(List<Named> model, long elapsed) {
    List<Named> due = new ArrayList<>(model);
    due.removeIf(timer -> timer.due > elapsed);
    due.sort(Comparator.<Named>comparingLong(timer -> timer.due).thenComparingInt(t -> t.armings));
    model.removeAll(due);
    return due;
  }

  private static long nanosToNext(List<Named> model, long elapsed) {
    return model.stream()
        .mapToLong(timer -> Math.max(0, timer.due - elapsed))
        .min()
        .orElse(TimerHeap.NEVER);
  }
}
