package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HousekeeperTest {
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong busyFor = new AtomicLong();
  private final Semaphore collections = new Semaphore(0);
  private final Housekeeper housekeeper =
      new Housekeeper(this::activity, collections::release, Duration.ofMillis(1));
  private final Thread thread = new Thread(this::keep, "housekeeper");

  /** Moves each time it is asked, until it has been asked often enough. */
  private long activity() {
    return Math.min(asked.incrementAndGet(), busyFor.get());
  }

  private void keep() {
    try {
      housekeeper.keep();
    } catch (InterruptedException stopped) {
      collections.drainPermits();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void collectsOnceForAllTheBurstsOfABusyTimeWhenItIsOver() throws InterruptedException {
    busyFor.set(20);
    housekeeper.burst();
    housekeeper.burst();
    thread.start();
    assertThat(collections.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(asked.get()).isGreaterThanOrEqualTo(20);
    housekeeper.burst();
    assertThat(collections.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(collections.availablePermits()).isZero();
  }

  @Test
  void doesNothingWithoutABurst() throws InterruptedException {
    thread.start();
    assertThat(collections.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(asked).hasValue(0);
  }
}
