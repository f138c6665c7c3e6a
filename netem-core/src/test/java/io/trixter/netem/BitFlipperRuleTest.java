package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Shown;
import io.trixter.netem.kernel.Step;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BitFlipperRuleTest {
  private static final RandomSource SOURCE = new RandomSource(42, 0, "BitFlipper");

  private final BitFlipper flips = new BitFlipper(0.01);
  private final RuleHarness link = RuleHarness.of(flips, SOURCE);
  private final Step step = new Step();

  /** What the rule lets pass of so many zeros of a write, and how it answers. */
  private byte[] write(Rule rule, int bytes, int moves) {
    byte[] zeros = new byte[bytes];
    Shown.before(rule, zeros, bytes, step);
    if (step.kind() == Step.Kind.REPLACE) {
      ByteBuffer data = step.data();
      byte[] passed = new byte[Math.min(moves, data.remaining())];
      data.get(passed);
      rule.after(Op.WRITE, passed.length, false, 0);
      return passed;
    }
    assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
    byte[] passed = new byte[(int) Math.min(moves, step.bytes())];
    rule.after(Op.WRITE, passed.length, false, 0);
    return passed;
  }

  private static byte[] read(Rule rule, int bytes) {
    byte[] zeros = new byte[bytes];
    rule.read(ByteBuffer.wrap(zeros));
    return zeros;
  }

  private static int firstFlip(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void hasRulesForBothDirectionsAndNoKillSwitch() {
    assertThat(link.rules().name()).isEqualTo("BitFlipper");
    assertThat(link.rules().killSwitch()).isNull();
    assertThat(link.reading().isOff()).isFalse();
    assertThat(link.writing().isOff()).isFalse();
  }

  @Test
  void isOffAtZero() {
    flips.set(0);
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.writing().isOff()).isTrue();
    assertThat(write(link.writing(), 100_000, 100_000)).hasSize(100_000).containsOnly(0);
  }

  @Test
  void flushesAndTheHalfClosePassWithoutAByteCounted() {
    int first = firstFlip(write(RuleHarness.of(flips, SOURCE).writing(), 10_000, 10_000));
    assertThat(link.start(Op.FLUSH, 0)).isEqualTo(RuleHarness.Answer.moves(0));
    assertThat(link.start(Op.SHUTDOWN, 0)).isEqualTo(RuleHarness.Answer.moves(0));
    assertThat(firstFlip(write(link.writing(), 10_000, 10_000))).isEqualTo(first);
  }

  @Test
  void saysTheSameAgainOfWhatTheWireDidNotTake() {
    Rule whole = RuleHarness.of(flips, SOURCE).writing();
    byte[] expected = write(whole, 10_000, 10_000);
    for (int at = 0; at < 10_000; ) {
      byte[] part = write(link.writing(), 10_000 - at, 123);
      for (byte b : part) {
        assertThat(b).isEqualTo(expected[at++]);
      }
    }
  }

  @Test
  void skippedBytesCount() {
    byte[] whole = read(RuleHarness.of(flips, SOURCE).reading(), 10_000);
    link.reading().after(Op.SKIP, 9000, false, 0);
    byte[] rest = read(link.reading(), 1000);
    for (int i = 0; i < 1000; i++) {
      assertThat(rest[i]).isEqualTo(whole[9000 + i]);
    }
  }

  @Test
  void aChangeOfTheProbabilityDrawsAnewFromTheNextByte() {
    write(link.writing(), 50, 50);
    flips.set(1.0);
    assertThat(write(link.writing(), 50, 50)).doesNotContain(0);
    flips.set(1e-300);
    assertThat(write(link.writing(), 50, 50)).containsOnly(0);
  }

  @Test
  void flipsAsOftenAsItSaysAndEachBitAlike() {
    int[] bits = new int[Byte.SIZE];
    int flipped = 0;
    for (int i = 0; i < 100; i++) {
      for (byte b : read(link.reading(), 100_000)) {
        if (b != 0) {
          flipped++;
          bits[Integer.numberOfTrailingZeros(b)]++;
        }
      }
    }
    assertThat(flipped).isBetween(98_000, 102_000); // 6 standard deviations
    assertThat(Arrays.stream(bits)).allMatch(n -> n > 11_800 && n < 13_200);
  }

  @Test
  void directionsAndConnectionsDrawForThemselves() {
    byte[] written = write(link.writing(), 10_000, 10_000);
    assertThat(read(link.reading(), 10_000)).isNotEqualTo(written);
    RandomSource next = new RandomSource(42, 1, "BitFlipper");
    assertThat(write(RuleHarness.of(flips, next).writing(), 10_000, 10_000)).isNotEqualTo(written);
  }
}
