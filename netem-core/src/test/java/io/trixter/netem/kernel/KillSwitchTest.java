package io.trixter.netem.kernel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KillSwitchTest {
  private final IOException cause = new IOException("down");
  private final KillSwitch killSwitch = newSwitch();

  private static KillSwitch newSwitch() {
    return new KillSwitch(false, first -> new IOException(first.getMessage(), first));
  }

  @Test
  void isTriggeredOnceAndForEver() {
    assertThat(killSwitch.isTriggered()).isFalse();
    assertThat(killSwitch.trigger(cause)).isTrue();
    assertThat(killSwitch.isTriggered()).isTrue();
    assertThat(killSwitch.trigger(new IOException("late"))).isFalse();
    assertThat(killSwitch.failure().getCause()).isSameAs(cause);
  }

  @Test
  void makesEachFailureFreshWithTheOriginalAsItsCause() {
    killSwitch.trigger(cause);
    IOException first = killSwitch.failure();
    IOException second = killSwitch.failure();
    assertThat(first).isNotSameAs(second).isNotSameAs(cause).hasMessage("down");
    assertThat(first.getCause()).isSameAs(cause);
    assertThat(second.getCause()).isSameAs(cause);
  }

  @Test
  void tellsWhetherThePeerIsToSeeAReset() {
    assertThat(new KillSwitch(true, first -> first).resets()).isTrue();
    assertThat(killSwitch.resets()).isFalse();
  }

  @Test
  void tellsEachMemberOnce() {
    var members = List.of(new Counting(), new Counting());
    members.forEach(killSwitch::join);
    members.forEach(killSwitch::join);
    killSwitch.trigger(cause);
    killSwitch.trigger(cause);
    assertThat(members).allMatch(member -> member.count() == 1);
  }

  @Test
  void tellsAtOnceAMemberThatJoinsLate() {
    killSwitch.trigger(cause);
    var late = new Counting();
    killSwitch.join(late);
    assertThat(late.count()).isEqualTo(1);
    killSwitch.trigger(cause);
    assertThat(late.count()).isEqualTo(1);
  }

  @Test
  void doesNotTellAMemberThatHasLeft() {
    var stays = new Counting();
    var leaves = new Counting();
    killSwitch.leave(leaves); // not a member yet
    killSwitch.join(stays);
    killSwitch.join(leaves);
    killSwitch.leave(leaves);
    killSwitch.trigger(cause);
    killSwitch.leave(stays);
    assertThat(stays.count()).isEqualTo(1);
    assertThat(leaves.count()).isZero();
  }

  @Test
  void tellsWithItsFailureReadyAndNoLockHeld() {
    List<String> heard = new ArrayList<>();
    KillSwitch.Member member =
        cause -> {
          heard.add(killSwitch.failure().getMessage());
          var joined = new Counting();
          killSwitch.join(joined);
          heard.add(joined.count() + " told");
        };
    killSwitch.join(member);
    killSwitch.trigger(cause);
    assertThat(heard).containsExactly("down", "1 told");
  }

  @Test
  void keepsNoDroppedMemberAlive() {
    var kept = new Counting();
    killSwitch.join(kept);
    WeakReference<KillSwitch.Member> dropped = joinAndDrop();
    List<byte[]> pressure = new ArrayList<>();
    for (int i = 0; i < 100 && dropped.get() != null; i++) {
      System.gc();
      pressure.add(new byte[1 << 16]);
    }
    assertThat(dropped.get()).isNull();
    killSwitch.trigger(cause);
    assertThat(kept.count()).isEqualTo(1);
  }

  private WeakReference<KillSwitch.Member> joinAndDrop() {
    var member = new Counting();
    killSwitch.join(member);
    return new WeakReference<>(member);
  }

  @Test
  void tellsOnceAMemberThatJoinsWhileItIsTriggered() throws Exception {
    var barrier = new CyclicBarrier(3);
    var threads = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 5000; round++) {
        var raced = newSwitch();
        var early = new Counting();
        var racing = new Counting();
        raced.join(early);
        List<Future<Boolean>> triggers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          triggers.add(
              threads.submit(
                  () -> {
                    barrier.await(10, SECONDS);
                    return raced.trigger(cause);
                  }));
        }
        Future<?> join =
            threads.submit(
                () -> {
                  barrier.await(10, SECONDS);
                  raced.join(racing);
                  return null;
                });
        boolean first = triggers.get(0).get(10, SECONDS);
        boolean second = triggers.get(1).get(10, SECONDS);
        join.get(10, SECONDS);
        assertThat(first).isNotEqualTo(second);
        assertThat(early.count()).isEqualTo(1);
        assertThat(racing.count()).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void triggersByItselfOnceItsTimeIsOver() {
    KillSwitch timed = new KillSwitch(true, first -> new IOException(first.getMessage(), first));
    Counting member = new Counting();
    timed.join(member);
    long now = Long.MAX_VALUE - 5; // soon wraps around
    assertThat(timed.expire(now)).isEqualTo(Rule.NEVER);
    timed.triggerAfter(10, () -> new IOException("time"));
    assertThat(member.timesSet.get()).isEqualTo(1);
    assertThat(timed.expire(now + 7)).isEqualTo(3);
    assertThat(timed.expire(now + 6)).isEqualTo(4);
    assertThat(timed.isTriggered()).isFalse();
    assertThat(timed.timeLeft(now + 10)).isZero();
    assertThat(timed.expire(now + 10)).isEqualTo(Rule.NEVER);
    assertThat(member.count()).isEqualTo(1);
    assertThat(timed.failure()).hasMessage("time");
    assertThat(timed.timeLeft(now + 10)).isEqualTo(Rule.NEVER);
  }

  @Test
  void aTimeThatNoClockReachesIsNotReached() {
    KillSwitch timed = new KillSwitch(true, first -> first);
    timed.triggerAfter(Long.MAX_VALUE - 1, () -> new IOException("time"));
    timed.expire(0);
    assertThat(timed.expire(-5)).isEqualTo(Long.MAX_VALUE - 1);
    assertThat(timed.isTriggered()).isFalse();
  }

  private static final class Counting implements KillSwitch.Member {
    final AtomicInteger timesSet = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();

    @Override
    public void triggered(KillSwitch cause) {
      told.incrementAndGet();
    }

    @Override
    public void timeSet() {
      timesSet.incrementAndGet();
    }

    int count() {
      return told.get();
    }
  }
}
