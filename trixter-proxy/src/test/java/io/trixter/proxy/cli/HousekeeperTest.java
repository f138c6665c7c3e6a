package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HousekeeperTest {
  private static final int BURST = 256;

  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong looks = new AtomicLong();
  private final AtomicLong busyFor = new AtomicLong();
  private final Semaphore collections = new Semaphore(0);
  private final Housekeeper housekeeper =
      new Housekeeper(accepted::get, this::activity, collections::release, Duration.ofMillis(1));
  private final Thread thread = new Thread(this::keep, "housekeeper");

  /** Moves each time it is looked at, until that was often enough. */
  private long activity() {
    return Math.min(looks.incrementAndGet(), busyFor.get());
  }

  private void keep() {
    try {
      housekeeper.keep();
    } catch (InterruptedException stopped) {
      collections.drainPermits();
    }
  }

  private void awaitLooks(long more) throws InterruptedException {
    for (long wanted = looks.get() + more; looks.get() < wanted; ) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private void start() throws InterruptedException {
    thread.start();
    awaitLooks(1);
  }

  @AfterEach
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void collectsOnceForEachBurstWhenItIsOver() throws InterruptedException {
    busyFor.set(20);
    start();
    accepted.addAndGet(3 * BURST);
    assertThat(collections.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(looks.get()).isGreaterThanOrEqualTo(20);
    awaitLooks(10);
    assertThat(collections.availablePermits()).isZero();
    accepted.addAndGet(BURST);
    assertThat(collections.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void collectsNothingWithoutABurst() throws InterruptedException {
    start();
    accepted.addAndGet(BURST - 1);
    awaitLooks(20);
    assertThat(collections.availablePermits()).isZero();
  }
}
