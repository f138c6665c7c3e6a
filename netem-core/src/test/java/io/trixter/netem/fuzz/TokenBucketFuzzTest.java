package io.trixter.netem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.TokenBucket;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;

class TokenBucketFuzzTest {
  private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final int ROUNDING = 3; // of a wait at rates that a double does not hold

  /** What is done to a bucket, after some time. */
  record Move(Kind kind, long nanos, long rate, long bytes) {}

  enum Kind {
    LOOK,
    TAKE,
    CHARGE,
    REFUND,
    GO_BACK
  }

  @Provide
  Arbitrary<List<Move>> moves() {
    Arbitrary<Long> nanos =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 2_000_000_000),
            Arbitraries.longs().between(0, Long.MAX_VALUE / 128));
    Arbitrary<Long> rates =
        Arbitraries.oneOf(
            Arbitraries.of(1L, 3L, 15L, 1000L, 1_000_000_007L),
            Arbitraries.longs().between(1, Long.MAX_VALUE));
    Arbitrary<Long> bytes =
        Arbitraries.oneOf(
            Arbitraries.longs().between(1, 100_000), Arbitraries.longs().between(1, 1L << 56));
    return Combinators.combine(Arbitraries.of(Kind.class), nanos, rates, bytes)
        .as(Move::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Fuzzed
  void countsLikeIntegersOfAnySize(@ForAll("moves") List<Move> moves) {
    TokenBucket bucket = new TokenBucket();
    BucketModel model = new BucketModel();
    long now = Long.MAX_VALUE - 1_000_000_000; // soon wraps around
    long rate = moves.get(0).rate();
    for (Move move : moves) {
      now += move.kind() == Kind.GO_BACK ? 0 : move.nanos();
      rate = move.bytes() % 4 == 0 ? move.rate() : rate;
      switch (move.kind()) {
        case CHARGE -> {
          look(bucket, model, rate, 1, now);
          bucket.charge(move.bytes());
          model.add(-move.bytes());
        }
        case REFUND -> {
          look(bucket, model, rate, 1, now);
          bucket.refund(move.bytes());
          model.add(move.bytes());
        }
        case TAKE -> {
          long granted = bucket.take(rate, move.bytes(), now);
          check(model, rate, move.bytes(), now, granted);
          model.add(-Math.max(0, granted));
        }
        case GO_BACK -> look(bucket, model, rate, move.bytes(), now - move.nanos() / 2);
        default -> look(bucket, model, rate, move.bytes(), now);
      }
    }
  }

  @Fuzzed
  void holdsAsManyTokensAsItIsTold(@ForAll("moves") List<Move> moves) {
    TokenBucket bucket = new TokenBucket();
    BucketModel model = new BucketModel();
    long now = Long.MAX_VALUE - 1_000_000_000; // soon wraps around
    long holds = 1;
    for (Move move : moves) {
      now += move.nanos();
      holds = move.bytes() % 3 == 0 ? 1 + move.nanos() : holds;
      long granted = bucket.take(move.rate(), holds, move.bytes(), now);
      model.settle(move.rate(), holds, now);
      check(model, move.bytes(), granted);
      model.add(-Math.max(0, granted));
    }
  }

  private static void look(TokenBucket bucket, BucketModel model, long rate, long want, long now) {
    check(model, rate, want, now, bucket.look(rate, want, now));
  }

  private static void check(BucketModel model, long rate, long wanted, long now, long answer) {
    model.settle(rate, now);
    check(model, wanted, answer);
  }

  private static void check(BucketModel model, long wanted, long answer) {
    BigInteger whole = model.whole();
    long enough = model.enough(wanted);
    if (whole.compareTo(BigInteger.valueOf(enough)) >= 0) {
      assertThat(answer).isEqualTo(whole.min(BigInteger.valueOf(wanted)).longValueExact());
      return;
    }
    BigInteger exact = model.nanosUntil(enough);
    assertThat(answer).isNegative();
    assertThat(BigInteger.valueOf(answer).negate())
        .isBetween(exact.min(LONGEST), exact.add(BigInteger.valueOf(ROUNDING)).min(LONGEST));
  }
}
