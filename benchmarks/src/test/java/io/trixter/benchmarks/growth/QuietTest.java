package io.trixter.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long is waited before a process counts as idle, in virtual time. */
class QuietTest {
  /** A process that is busy in stretches of time, as a share of one processor. */
  private static final class Simulated implements Quiet.Process {
    /** From and to, in milliseconds. */
    private record Work(long from, long to, double share) {}

    private final Work[] works;
    private long millis;

    Simulated(Work... works) {
      this.works = works;
    }

    @Override
    public double cpuSeconds() {
      double spent = 0;
      for (Work each : works) {
        long done = Math.min(millis, each.to()) - each.from();
        spent += Math.max(0, done) * each.share() / 1000;
      }
      return spent;
    }

    @Override
    public long nanoTime() {
      return millis * 1_000_000;
    }

    @Override
    public void sleep(Duration time) {
      millis += time.toMillis();
    }
  }

  private static Simulated.Work work(long from, long to, double share) {
    return new Simulated.Work(from, to, share);
  }

  @Test
  void whatIdlesFromTheBeginningIsWatchedForOneStretch() throws Exception {
    Simulated process = new Simulated(work(0, Long.MAX_VALUE, 0.003));
    assertThat(Quiet.await(process)).isTrue();
    assertThat(process.millis).isEqualTo(Quiet.STRETCH.toMillis());
  }

  @Test
  void waitsForWhatOpeningConnectionsHasLeftAndForTheCollectionAfterIt() throws Exception {
    Simulated process = new Simulated(work(0, 3_500, 0.5), work(4_400, 4_700, 1.0));
    assertThat(Quiet.await(process)).isTrue();
    assertThat(process.millis).isEqualTo(8_000);
  }

  @Test
  void aProcessThatNeverRestsIsNotWaitedForForEver() throws Exception {
    Simulated process = new Simulated(work(0, Long.MAX_VALUE, 0.24));
    assertThat(Quiet.await(process)).isFalse();
    assertThat(process.millis).isEqualTo(Quiet.PATIENCE.toMillis());
  }
}
