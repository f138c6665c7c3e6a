package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomSourceTest {
  @Test
  void drawsTheSameFromTheSameSeedConnectionNameAndDirection() {
    var one = new RandomSource(42, 3, "Terminator").random(Op.WRITE);
    var other = new RandomSource(42, 3, "Terminator").random(Op.WRITE);
    for (int i = 0; i < 1000; i++) {
      assertThat(one.nextLong()).isEqualTo(other.nextLong());
    }
  }

  /** The draws are part of the contract: a seed in an old log still leads to the same end. */
  @Test
  void drawsTheSameInEveryVersion() {
    assertThat(new RandomSource(42, 3, "Terminator").random(Op.WRITE).nextLong())
        .isEqualTo(-3346814783108233443L);
  }

  @Test
  void drawsOtherwiseForEverySeedConnectionNameAndDirection() {
    long[] seeds = {0, 1, 2, 42, -1, Long.MIN_VALUE, 1L << 32};
    String[] names = {"Terminator", "Terminator#2", "Corrupter", "Corrupter#2", "latency"};
    Set<Long> draws = new HashSet<>();
    int sources = 0;
    for (long seed : seeds) {
      for (int connection = 0; connection < 50; connection++) {
        for (String name : names) {
          var source = new RandomSource(seed, connection, name);
          draws.add(source.random(Op.READ).nextLong());
          draws.add(source.random(Op.WRITE).nextLong());
          sources += 2;
        }
      }
    }
    assertThat(draws).hasSize(sources);
  }

  @Test
  void drawsEvenlyOverConnections() {
    double sum = 0;
    double products = 0;
    double before = 0.5;
    int connections = 100_000;
    for (int connection = 0; connection < connections; connection++) {
      double draw = new RandomSource(42, connection, "Terminator").random(Op.READ).nextDouble();
      sum += draw;
      products += (draw - 0.5) * (before - 0.5);
      before = draw;
    }
    assertThat(sum / connections).isCloseTo(0.5, within(0.005));
    assertThat(products / connections).isCloseTo(0, within(0.002));
  }
}
