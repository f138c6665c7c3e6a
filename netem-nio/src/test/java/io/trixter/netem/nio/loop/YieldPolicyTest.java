package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.LoopFixture.Pair;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class YieldPolicyTest {
  @RegisterExtension final LoopFixture fixture = new LoopFixture(null);
  private long now = Long.MAX_VALUE - 1_000;
  private long yieldTakes;
  private int yields;
  private long othersServedAt = now - 10_000_000;
  private final YieldPolicy policy =
      new YieldPolicy(this::yield, () -> now, this::othersServedSince);

  private boolean othersServedSince(long time) {
    return othersServedAt - time > 0;
  }

  private void yield() {
    yields++;
    now += yieldTakes;
  }

  /** Ends an iteration every tenth of a millisecond for {@code time}; how often that yielded. */
  private int yieldsIn(Duration time) {
    int before = yields;
    for (long end = now + time.toNanos(); now - end < 0; now += 100_000) {
      policy.iterationEnded(2, 0);
    }
    return yields - before;
  }

  @Test
  void yieldsAfterEachIterationToThoseWhoAreSoonDone() {
    yieldTakes = 100_000;
    assertThat(yieldsIn(Duration.ofMillis(10))).isEqualTo(50);
  }

  @Test
  void yieldsEverMoreRarelyToThoseWhoCompute() {
    yieldTakes = 3_000_000;
    assertThat(yieldsIn(Duration.ofMillis(20))).isOne();
    assertThat(yieldsIn(Duration.ofSeconds(10))).isBetween(8, 20);
    assertThat(yieldsIn(Duration.ofSeconds(10))).isBetween(8, 11);
  }

  @Test
  void yieldsAgainWhenTheyAreGone() {
    yieldTakes = 3_000_000;
    yieldsIn(Duration.ofSeconds(10));
    yieldTakes = 0;
    yieldsIn(Duration.ofSeconds(1));
    assertThat(yieldsIn(Duration.ofMillis(10))).isEqualTo(100);
  }

  /** Serves {@code sockets} in turn, one an iteration, for {@code time}; how often that yielded. */
  private int yieldsServing(Duration time, int bytes, Object... sockets) {
    int before = yields;
    int i = 0;
    for (long end = now + time.toNanos(); now - end < 0; now += 10_000) {
      policy.served(sockets[i++ % sockets.length], now);
      policy.moved(bytes);
      policy.iterationEnded(1, 0);
    }
    return yields - before;
  }

  @Test
  void leavesTheSmallMessagesOfOneConnectionAlone() {
    yieldsServing(Duration.ofMillis(2), 100, "client", "server");
    assertThat(yieldsServing(Duration.ofMillis(10), 100, "client", "server")).isZero();
  }

  @Test
  void yieldsToThePeerOfOneConnectionThatMovesMuch() {
    yieldsServing(Duration.ofMillis(2), 100, "client", "server");
    assertThat(yieldsServing(Duration.ofMillis(1), 1 << 16, "client", "server")).isEqualTo(100);
  }

  @Test
  void yieldsBetweenTheSmallMessagesOfSeveralConnections() {
    assertThat(yieldsServing(Duration.ofMillis(10), 100, "client", "server", "another"))
        .isEqualTo(1_000);
  }

  @Test
  void yieldsBetweenTheSmallMessagesOfOneConnectionWhileAnotherLoopIsBusy() {
    yieldsServing(Duration.ofMillis(2), 100, "client", "server");
    othersServedAt = now + 500_000;
    assertThat(yieldsServing(Duration.ofMillis(1), 100, "client", "server")).isEqualTo(100);
  }

  @Test
  void yieldsWhenBothSidesOfOneConnectionAreReadyAtOnce() {
    yieldsServing(Duration.ofMillis(2), 100, "client", "server");
    int before = yields;
    policy.iterationEnded(2, 0);
    assertThat(yields).isEqualTo(before + 1);
  }

  @Test
  void doesNotYieldAfterASleep() {
    policy.served("client", now);
    policy.moved(1 << 16);
    policy.iterationEnded(1, 30_000);
    assertThat(yields).isZero();
  }

  @Test
  void hearsFromTheLoopWhatItsChannelsMove() throws Exception {
    Pair pair = fixture.pair();
    YieldPolicy ofTheLoop = fixture.loop.yieldPolicy;
    long moved =
        fixture.inLoop(
            () -> {
              long before = ofTheLoop.moved();
              pair.client().write(ByteBuffer.allocate(100), null, new Outcome<>());
              return ofTheLoop.moved() - before;
            });
    assertThat(moved).isEqualTo(100);
  }
}
