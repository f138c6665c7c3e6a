package io.trixter.netem.fuzz;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * One thing that is done to a fault or to what it is wrapped around; each test says what the number
 * means to it.
 *
 * @param kind what is done
 * @param amount how much of it, 0 or more
 */
public record Deed(Kind kind, long amount) {
  /** What is done. */
  public enum Kind {
    READ,
    WRITE,
    FLUSH,
    SHUTDOWN,
    SET,
    PASS,
    LIMIT
  }

  /** Up to {@code most} deeds of these kinds. */
  public static Arbitrary<List<Deed>> lists(int most, Kind... kinds) {
    Arbitrary<Long> amounts =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 50),
            Arbitraries.longs().between(0, 2000),
            Arbitraries.longs().between(0, 1L << 40));
    return Combinators.combine(Arbitraries.of(kinds), amounts)
        .as(Deed::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(most);
  }

  /** The amount, brought into 0..most. */
  public int upTo(int most) {
    return (int) (amount % (most + 1L));
  }

  /** One of {@code values}. */
  public long oneOf(long... values) {
    return values[(int) (amount % values.length)];
  }
}
