package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.ring.RingFixture.Completion;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsRing
class RingWaitTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 999, 60_000, 1_000_000, 3_999_999, 1_001_000_000})
  void neverEndsAWaitEarly(long nanos) throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      long start = System.nanoTime();
      assertThat(fixture.ring.enter(1, nanos)).isZero();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
    }
  }

  @Test
  void waitsForAsManyCompletionsAsAsked() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      Requests.fail(fixture.ring, 3);
      assertThat(fixture.ring.enter(3, -1)).isEqualTo(3);
    }
  }

  @Test
  void submitsWithoutWaitingWhenTheTimeIsZero() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      int[] pair = fixture.pair();
      fixture.ring.receive(pair[1], true, 7);
      assertThat(fixture.ring.enter(1, 0)).isZero();
      fixture.sendNow(pair[0], (byte) 1);
      assertThat(fixture.ring.enter(1, -1)).isEqualTo(1);
    }
  }

  @Test
  void wakesForEachWriteToAnEventDescriptorThatNobodyReads() throws Exception {
    int wakes = 2000;
    try (RingFixture fixture = new RingFixture()) {
      int event = fixture.closeLater(Libc.eventfd(fixture.errno, 0, 0));
      long one = fixture.arena.allocateFrom(ValueLayout.JAVA_LONG, 1).address();
      fixture.ring.pollMultishot(event, Uapi.POLLIN, 7);
      Semaphore turn = new Semaphore(0);
      CompletableFuture<Void> waker =
          CompletableFuture.runAsync(
              () -> {
                var errno = Libc.newErrno(fixture.arena);
                for (int i = 0; i < wakes; i++) {
                  turn.acquireUninterruptibly();
                  assertThat(Libc.write8(errno, event, one)).isEqualTo(8);
                }
              });
      for (int i = 0; i < wakes; i++) {
        turn.release();
        Completion completion = fixture.next(7);
        assertThat(completion.result()).isEqualTo(Uapi.POLLIN);
        assertThat(completion.hasMore()).isTrue();
      }
      waker.get();
    }
  }

  @Test
  void losesNoWakeUpThatComesWhileTheLoopIsBusy() throws Exception {
    try (RingFixture fixture = new RingFixture()) {
      int event = fixture.closeLater(Libc.eventfd(fixture.errno, 0, 0));
      long one = fixture.arena.allocateFrom(ValueLayout.JAVA_LONG, 1).address();
      fixture.ring.pollMultishot(event, Uapi.POLLIN, 7);
      fixture.ring.submit();
      Libc.write8(fixture.errno, event, one);
      assertThat(fixture.ring.enter(1, -1)).isEqualTo(1);
    }
  }

  @Test
  void refusesAnotherThreadThanTheOneThatEnabledIt() throws Exception {
    try (RingFixture fixture = new RingFixture()) {
      CompletableFuture<Integer> other =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return fixture.ring.enter(1, 1);
                } catch (IOException e) {
                  throw new IllegalStateException(e.getMessage());
                }
              });
      assertThatThrownBy(other::get).hasMessageContaining("io_uring_enter: " + Libc.strerror(17));
    }
  }

  @Test
  void aSignalEndsAWaitEarlyAndLosesNothing() throws Exception {
    try (RingFixture fixture = new RingFixture()) {
      int[] pair = fixture.pair();
      fixture.ring.receive(pair[1], true, 7);
      long waiting = Signals.threadId();
      CountDownLatch returned = new CountDownLatch(1);
      CompletableFuture<Void> signals =
          CompletableFuture.runAsync(
              () -> {
                while (returned.getCount() > 0) {
                  Signals.interrupt(waiting);
                  Thread.onSpinWait();
                }
              });
      int found = fixture.ring.enter(1, -1);
      returned.countDown();
      signals.get();
      assertThat(found).isZero();
      fixture.sendNow(pair[0], (byte) 9);
      assertThat(fixture.bytes(fixture.next(7))).containsExactly(9);
    }
  }
}
