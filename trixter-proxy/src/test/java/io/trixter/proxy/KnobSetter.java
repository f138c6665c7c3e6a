package io.trixter.proxy;

import io.trixter.proxy.model.Knobs;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sets a knob of each direction of each open connection every 5 ms: delay, jitter, throttle and
 * slices, all of which lose nothing. When closed it leaves them off.
 */
final class KnobSetter implements AutoCloseable {
  private static final long EVERY_MILLIS = 5;
  private static final long[] DELAY_MILLIS = {0, 0, 1, 5, 20};
  private static final long[] JITTER_MILLIS = {0, 0, 1, 5, 20};
  private static final long[] BYTES_PER_SECOND = {0, 0, 300_000, 3_000_000, 30_000_000};
  private static final long[] SLICES = {0, 0, 0, 500, 10_000};

  private final Proxy proxy;
  private final SplittableRandom random;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private volatile long changes;

  KnobSetter(Proxy proxy, long seed) {
    this.proxy = proxy;
    random = new SplittableRandom(seed);
    clock.scheduleAtFixedRate(this::setOnce, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void setOnce() {
    for (Connection connection : proxy.connections()) {
      setOne(connection.knobs().upstream());
      setOne(connection.knobs().downstream());
    }
    changes = changes + 1;
  }

  private void setOne(Knobs knobs) {
    switch (random.nextInt(4)) {
      case 0 -> knobs.delay().set(Duration.ofMillis(oneOf(DELAY_MILLIS)));
      case 1 -> knobs.jitter().set(Duration.ofMillis(oneOf(JITTER_MILLIS)));
      case 2 -> knobs.throttle().set(oneOf(BYTES_PER_SECOND));
      default -> knobs.slice().set(oneOf(SLICES));
    }
  }

  private long oneOf(long... values) {
    return values[random.nextInt(values.length)];
  }

  /** How often it has set knobs. */
  long changes() {
    return changes;
  }

  void awaitChanges(long wanted) {
    Await.until("knobs are set", () -> changes >= wanted);
  }

  @Override
  public void close() {
    clock.shutdown();
    Await.until("the last change", clock::isTerminated);
    for (Connection connection : proxy.connections()) {
      off(connection.knobs().upstream());
      off(connection.knobs().downstream());
    }
  }

  private static void off(Knobs knobs) {
    knobs.delay().set(Duration.ZERO);
    knobs.jitter().set(Duration.ZERO);
    knobs.throttle().set(0);
    knobs.slice().set(0);
  }
}
