package io.trixter.netem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.ConnectFault;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Opening;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Step;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Which connections a fault strikes, against what its seed and its count say. */
class ConnectFaultFuzzTest {
  private final Step step = new Step();

  @Fuzzed
  void strikesTheFirstOfThoseThatItsSeedChoseAndNoOther(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 1) double probability,
      @ForAll @LongRange(min = 0, max = 20) long first,
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 1000) Integer> ordinals) {
    ConnectFault refuse = ConnectFault.refuse().probability(probability).first(first);
    long struck = 0;
    for (int ordinal : ordinals) {
      RandomSource source = new RandomSource(seed, ordinal, "ConnectFault");
      boolean chosen = source.random(Op.OPEN).nextDouble() < probability;
      boolean expected = chosen && (first == 0 || struck < first);
      boolean refused = Opening.of(List.of(refuse.rules(source))).next(0, step);
      assertThat(refused).isEqualTo(expected);
      struck += refused ? 1 : 0;
    }
  }
}
