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

class TripTest {
  private final IOException cause = new IOException("down");
  private final Trip trip = newTrip();

  private static Trip newTrip() {
    return new Trip(false, first -> new IOException(first.getMessage(), first));
  }

  @Test
  void isPulledOnceAndForEver() {
    assertThat(trip.isPulled()).isFalse();
    assertThat(trip.pull(cause)).isTrue();
    assertThat(trip.isPulled()).isTrue();
    assertThat(trip.pull(new IOException("late"))).isFalse();
    assertThat(trip.failure().getCause()).isSameAs(cause);
  }

  @Test
  void makesEachFailureFreshWithTheOriginalAsItsCause() {
    trip.pull(cause);
    IOException first = trip.failure();
    IOException second = trip.failure();
    assertThat(first).isNotSameAs(second).isNotSameAs(cause).hasMessage("down");
    assertThat(first.getCause()).isSameAs(cause);
    assertThat(second.getCause()).isSameAs(cause);
  }

  @Test
  void tellsWhetherThePeerIsToSeeAReset() {
    assertThat(new Trip(true, first -> first).resets()).isTrue();
    assertThat(trip.resets()).isFalse();
  }

  @Test
  void strikesEachMemberOnce() {
    var members = List.of(new Counting(), new Counting());
    members.forEach(trip::join);
    members.forEach(trip::join);
    trip.pull(cause);
    trip.pull(cause);
    assertThat(members).allMatch(member -> member.count() == 1);
  }

  @Test
  void strikesAtOnceWhoJoinsLate() {
    trip.pull(cause);
    var late = new Counting();
    trip.join(late);
    assertThat(late.count()).isEqualTo(1);
    trip.pull(cause);
    assertThat(late.count()).isEqualTo(1);
  }

  @Test
  void doesNotStrikeWhoHasLeft() {
    var stays = new Counting();
    var leaves = new Counting();
    trip.leave(leaves); // not a member yet
    trip.join(stays);
    trip.join(leaves);
    trip.leave(leaves);
    trip.pull(cause);
    trip.leave(stays);
    assertThat(stays.count()).isEqualTo(1);
    assertThat(leaves.count()).isZero();
  }

  @Test
  void strikesWithItsFailureReadyAndNoLockHeld() {
    List<String> heard = new ArrayList<>();
    Trip.Member member =
        () -> {
          heard.add(trip.failure().getMessage());
          var joined = new Counting();
          trip.join(joined);
          heard.add(joined.count() + " struck");
        };
    trip.join(member);
    trip.pull(cause);
    assertThat(heard).containsExactly("down", "1 struck");
  }

  @Test
  void keepsNoDroppedMemberAlive() {
    var kept = new Counting();
    trip.join(kept);
    WeakReference<Trip.Member> dropped = joinAndDrop();
    List<byte[]> pressure = new ArrayList<>();
    for (int i = 0; i < 100 && dropped.get() != null; i++) {
      System.gc();
      pressure.add(new byte[1 << 16]);
    }
    assertThat(dropped.get()).isNull();
    trip.pull(cause);
    assertThat(kept.count()).isEqualTo(1);
  }

  private WeakReference<Trip.Member> joinAndDrop() {
    var member = new Counting();
    trip.join(member);
    return new WeakReference<>(member);
  }

  @Test
  void strikesOnceWhoJoinsWhileItIsPulled() throws Exception {
    var barrier = new CyclicBarrier(3);
    var threads = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 5000; round++) {
        var raced = newTrip();
        var early = new Counting();
        var racing = new Counting();
        raced.join(early);
        List<Future<Boolean>> pulls = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          pulls.add(
              threads.submit(
                  () -> {
                    barrier.await(10, SECONDS);
                    return raced.pull(cause);
                  }));
        }
        Future<?> join =
            threads.submit(
                () -> {
                  barrier.await(10, SECONDS);
                  raced.join(racing);
                  return null;
                });
        boolean first = pulls.get(0).get(10, SECONDS);
        boolean second = pulls.get(1).get(10, SECONDS);
        join.get(10, SECONDS);
        assertThat(first).isNotEqualTo(second);
        assertThat(early.count()).isEqualTo(1);
        assertThat(racing.count()).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static final class Counting implements Trip.Member {
    private final AtomicInteger struck = new AtomicInteger();

    @Override
    public void tripped() {
      struck.incrementAndGet();
    }

    int count() {
      return struck.get();
    }
  }
}
