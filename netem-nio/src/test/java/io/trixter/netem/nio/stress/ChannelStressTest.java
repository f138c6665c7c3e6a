package io.trixter.netem.nio.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that may be done to a channel, by any thread and at any time, for {@code
 * netem.stress.seconds} on each kind, or on those that match {@code netem.stress.kind}. What one
 * run drew is drawn again with {@code netem.seed}; in which order the threads then come is up to
 * the machine.
 */
@Tag("stress")
class ChannelStressTest {
  private static final int PAIRS = 64;
  private static final Duration TIME =
      Duration.ofSeconds(Long.getLong("netem.stress.seconds", 120));
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LAST_RELEASE = Duration.ofSeconds(20);
  private static final String KINDS = System.getProperty("netem.stress.kind", ".*");
  private static final long SEED =
      Long.getLong("netem.seed", ThreadLocalRandom.current().nextLong());

  @ParameterizedTest
  @EnumSource
  void everyOperationEndsOnceAndNothingIsLeft(ChannelKind kind) throws Exception {
    assumeThat(kind.name()).matches(KINDS);
    new Campaign(kind, 2, SEED).run(FIRST); // what the JDK and the default group make once
    Footprint before = settled();
    Ledger ledger = new Campaign(kind, PAIRS, SEED).run(TIME);
    System.out.println(kind + ", netem.seed=" + SEED + ": " + ledger);
    assertThat(ledger.violations()).as("netem.seed=%s on %s", SEED, kind).isEmpty();
    for (String common : new String[] {"reads", "writes", "connections", "cancelled", "closes"}) {
      assertThat(ledger.counted(common)).as(common).isPositive();
    }
    assertThat(excess(before, kind)).as("netem.seed=%s on %s", SEED, kind).isNull();
  }

  /** What is held when those that have just ended had their time to go. */
  private static Footprint settled() throws IOException {
    Footprint last = Footprint.now();
    for (int same = 0; same < 3; ) {
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      Footprint now = Footprint.now();
      same = now.equals(last) ? same + 1 : 0;
      last = now;
    }
    return last;
  }

  /**
   * What is held beyond what was before; null if nothing. Over a foreign channel the default
   * group's loops, which stay, keep the buffers that the JDK caches for each thread.
   */
  private static String excess(Footprint before, ChannelKind kind) throws IOException {
    int cached = kind == ChannelKind.FAULTS_OVER_JDK ? 16 * processors() : 0;
    long begun = System.nanoTime();
    String excess;
    do {
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      excess = Footprint.now().excess(before, cached);
    } while (excess != null && System.nanoTime() - begun < LAST_RELEASE.toNanos());
    return excess;
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
