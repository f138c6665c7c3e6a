package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DelayQueueTest {
  private static final long WINDOW = 1 << 20;

  private final Knob delay = new Knob(100);
  private final Knob jitter = new Knob(0);
  private final DelayBudget budget = new DelayBudget(1 << 24, () -> {});
  private final DelayQueue queue = queue(WINDOW);

  private DelayQueue queue(long window) {
    return new DelayQueue(delay, jitter, new RandomSource(1, 0, "DelayLine"), window, budget);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String leave() {
    String text = StandardCharsets.US_ASCII.decode(queue.first().duplicate()).toString();
    queue.removeFirst();
    return text;
  }

  @Test
  void whatEnteredLeavesLateAndInOrder() {
    queue.take(bytes("ab"), 0);
    queue.take(bytes("c"), 60);
    queue.end(End.HALF_CLOSE, 70);
    assertThat(queue.nanosToFirst(99)).isEqualTo(1);
    assertThat(queue.nanosToFirst(100)).isZero();
    assertThat(leave()).isEqualTo("ab");
    assertThat(queue.nanosToFirst(100)).isEqualTo(60);
    assertThat(leave()).isEqualTo("c");
    assertThat(queue.first()).isNull();
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.nanosToFirst(100)).isEqualTo(70);
    queue.removeFirst();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void knowsHowManyBytesItHolds() {
    assertThat(queue.held()).isZero();
    queue.take(bytes("abc"), 0);
    queue.take(bytes("de"), 0);
    queue.take(ByteBuffer.allocate(2 * DelayBudget.BLOCK + 1), 0);
    assertThat(queue.held()).isEqualTo(5 + 2 * DelayBudget.BLOCK + 1);

    queue.first().get();
    assertThat(queue.held()).isEqualTo(4 + 2 * DelayBudget.BLOCK + 1);
    queue.removeFirst();
    assertThat(queue.held()).isEqualTo(2 + 2 * DelayBudget.BLOCK + 1);
    queue.clear();
    assertThat(queue.held()).isZero();
  }

  @Test
  void remembersHowItEnds() {
    queue.end(End.HALF_CLOSE, 0);
    assertThat(queue.end()).isEqualTo(End.HALF_CLOSE);
    queue.removeFirst();
    queue.end(End.RESET, 0);
    assertThat(queue.end()).isEqualTo(End.RESET);
  }

  @Test
  void settingTheDelayReachesWhatIsHeld() {
    queue.take(bytes("a"), 0);
    delay.set(30);
    assertThat(queue.nanosToFirst(10)).isEqualTo(20);
    delay.set(0);
    assertThat(queue.nanosToFirst(10)).isZero();
    assertThat(queue.isOff()).isTrue();
  }

  @Test
  void isOnWhileThereIsJitterAlone() {
    delay.set(0);
    jitter.set(1);
    assertThat(queue.isOff()).isFalse();
  }

  @Test
  void jitterStraysBothWaysWithinItsBounds() {
    delay.set(1000);
    jitter.set(400);
    List<Long> lasts = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      queue.take(bytes("a"), 0);
      lasts.add(queue.nanosToFirst(0));
      queue.removeFirst();
    }
    assertThat(lasts).allMatch(nanos -> nanos >= 600 && nanos <= 1400);
    assertThat(lasts).anyMatch(nanos -> nanos < 700).anyMatch(nanos -> nanos > 1300);
  }

  @Test
  void jitterAboveTheDelayLetsSomePassAtOnce() {
    delay.set(100);
    jitter.set(1000);
    List<Long> lasts = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      queue.end(End.HALF_CLOSE, 0);
      lasts.add(queue.nanosToFirst(0));
      queue.removeFirst();
    }
    assertThat(lasts).allMatch(nanos -> nanos >= 0 && nanos <= 1100).contains(0L);
  }

  @Test
  void theLongestDelayAndJitterDoNotOverflow() {
    delay.set(Long.MAX_VALUE);
    jitter.set(Long.MAX_VALUE);
    for (int i = 0; i < 100; i++) {
      queue.take(bytes("a"), 0);
      assertThat(queue.nanosToFirst(0)).isNotNegative();
      queue.removeFirst();
    }
  }

  @Test
  void drawsTheSameJitterFromTheSameSource() {
    jitter.set(50);
    DelayQueue same = queue(WINDOW);
    for (int i = 0; i < 100; i++) {
      queue.take(bytes("a"), 0);
      same.take(bytes("a"), 0);
      assertThat(queue.nanosToFirst(0)).isEqualTo(same.nanosToFirst(0));
      queue.removeFirst();
      same.removeFirst();
    }
  }

  @Test
  void neverHoldsMoreThanItsWindow() {
    for (int window : new int[] {300, 1000, 33_000, 70_000, 100_000, 140_000}) {
      DelayQueue narrow = queue(window);
      ByteBuffer source = ByteBuffer.allocate(200_000);
      while (narrow.take(source, 0) > 0) {
        assertThat(budget.used()).as("window %d", window).isLessThanOrEqualTo(window);
      }
      assertThat(budget.used()).as("window %d", window).isGreaterThan(window / 4);
      narrow.clear();
    }
  }

  @Test
  void countsItsBookkeepingForSmallPiecesToo() {
    DelayQueue narrow = queue(10_000);
    int taken = 0;
    while (narrow.take(bytes("a"), 0) > 0) {
      taken++;
    }
    assertThat(taken).isBetween(10, 100);
    assertThat(budget.used()).isLessThanOrEqualTo(10_000);
  }

  @Test
  @Timeout(value = 10, threadMode = SEPARATE_THREAD) // it would never return
  void oneThatIsOffTakesASmallPieceThoughTheBudgetIsUsedUp() {
    DelayBudget full = new DelayBudget(10_000);
    queue.within(WINDOW, full, 0).take(ByteBuffer.allocate(9_000), 0);
    delay.set(0);
    DelayQueue off = queue.within(WINDOW, full, 0);
    assertThat(off.take(ByteBuffer.allocate(3_000), 0)).isEqualTo(3_000);
    off.removeFirst();
    assertThat(full.used()).isEqualTo(9_000 + 128);
  }

  @Test
  void whatLeavesMakesRoom() {
    DelayQueue narrow = queue(10_000);
    ByteBuffer source = ByteBuffer.allocate(100_000);
    narrow.take(source, 0);
    assertThat(narrow.room(100_000)).isZero();
    narrow.removeFirst();
    assertThat(narrow.room(100_000)).isPositive();
  }

  @Test
  void largeWritesAreHeldWholeInPieces() {
    byte[] large = new byte[300_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31);
    }
    assertThat(queue.take(ByteBuffer.wrap(large), 0)).isEqualTo(large.length);
    ByteBuffer left = ByteBuffer.allocate(large.length);
    for (ByteBuffer first = queue.first(); first != null; first = queue.first()) {
      left.put(first);
      queue.removeFirst();
    }
    assertThat(left.array()).isEqualTo(large);
    assertThat(budget.used()).isZero();
  }

  @Test
  void anEmptyQueueKeepsNothingOfWhatHasLeft() {
    queue.take(ByteBuffer.allocate(10_000), 0);
    WeakReference<byte[]> held = new WeakReference<>(queue.first().array());
    queue.removeFirst();
    assertThat(queue.isEmpty()).isTrue();
    while (held.get() != null) { // the test's time limit bounds it
      System.gc();
    }
  }

  @Test
  void clearingItGivesEverythingBack() {
    queue.take(ByteBuffer.allocate(100_000), 0);
    queue.take(bytes("a"), 0);
    queue.end(End.RESET, 0);
    queue.clear();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(budget.used()).isZero();
  }

  @Test
  void aQueueWithOtherLimitsHasTheSameKnobs() {
    DelayBudget other = new DelayBudget(1000, () -> {});
    DelayQueue narrow = queue.within(500, other, 0);
    assertThat(narrow.delay()).isSameAs(delay);
    assertThat(narrow.jitter()).isSameAs(jitter);
    narrow.take(ByteBuffer.allocate(1000), 0);
    assertThat(other.used()).isBetween(1L, 500L);
    assertThat(budget.used()).isZero();
  }
}
