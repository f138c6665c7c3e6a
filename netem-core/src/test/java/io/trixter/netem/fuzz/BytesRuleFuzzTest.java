package io.trixter.netem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.BitFlipper;
import io.trixter.netem.Blackhole;
import io.trixter.netem.Netem;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Truncator;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Shown;
import io.trixter.netem.kernel.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** The faults that alter, drop or end what passes, against what they should have done to it. */
class BytesRuleFuzzTest {
  private static final int BYTES = 40_000;

  private final Step step = new Step();

  @Provide
  Arbitrary<List<Deed>> operations() {
    return Deed.lists(60, Deed.Kind.READ, Deed.Kind.WRITE, Deed.Kind.LIMIT, Deed.Kind.SET);
  }

  /** Returns the bits to flip of each byte, by the plain loop that the fault's Javadoc implies. */
  private static byte[] flips(RandomSource source, Op direction, double probability, int bytes) {
    SplittableRandom random = source.random(direction);
    byte[] masks = new byte[bytes];
    for (long at = gap(random, probability); at < bytes; at += 1 + gap(random, probability)) {
      masks[(int) at] = (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return masks;
  }

  private static long gap(SplittableRandom random, double probability) {
    double tail = StrictMath.log(1 - random.nextDouble());
    return Math.min((long) (tail / StrictMath.log1p(-probability)), 60L * BYTES);
  }

  @Fuzzed
  void aBitFlipperFlipsWhatItsSeedSaysHoweverMuchMovesAtATime(
      @ForAll long seed,
      @ForAll @Scale(5) @DoubleRange(min = 0.00001, max = 1) double probability,
      @ForAll("operations") List<Deed> deeds) {
    RandomSource source = new RandomSource(seed, 3, "BitFlipper");
    BitFlipper fault = new BitFlipper(probability);
    Rule[] rules = {fault.rules(source).reading(), fault.rules(source).writing()};
    byte[] reads = flips(source, Op.READ, probability, BYTES * 60);
    byte[] writes = flips(source, Op.WRITE, probability, BYTES * 60);
    int read = 0;
    int written = 0;
    for (Deed deed : deeds) {
      int bytes = 1 + deed.upTo(BYTES - 1);
      switch (deed.kind()) {
        case READ -> {
          byte[] zeros = new byte[bytes];
          rules[0].read(ByteBuffer.wrap(zeros));
          assertThat(zeros).isEqualTo(Arrays.copyOfRange(reads, read, read + bytes));
          read += bytes;
        }
        case SET -> {
          rules[0].after(Op.SKIP, bytes, false, 0);
          read += bytes;
        }
        default -> {
          byte[] passed = pass(rules[1], bytes, deed.kind() == Deed.Kind.WRITE ? bytes : 7);
          int end = written + passed.length;
          assertThat(passed).isEqualTo(Arrays.copyOfRange(writes, written, end));
          written = end;
        }
      }
    }
  }

  /** Lets the rule pass some of so many zeros, of which it is shown a half. */
  private byte[] pass(Rule rule, int bytes, int most) {
    rule.begin(Op.WRITE);
    Shown.before(rule, new byte[(bytes + 1) / 2], bytes, step);
    boolean replaced = step.kind() == Step.Kind.REPLACE;
    ByteBuffer data = replaced ? step.data() : ByteBuffer.allocate((int) step.bytes());
    assertThat(data.remaining()).isBetween(1, bytes);
    byte[] passed = new byte[Math.min(most, data.remaining())];
    data.get(passed);
    rule.after(Op.WRITE, passed.length, false, 0);
    return passed;
  }

  @Fuzzed
  void aBitFlipperFlipsTheSameBitsHoweverTheStreamIsCut(
      @ForAll long seed,
      @ForAll @Scale(5) @DoubleRange(min = 0.0001, max = 1) double probability,
      @ForAll @IntRange(max = 50) int slice,
      @ForAll long cuts)
      throws IOException {
    SplittableRandom random = new SplittableRandom(cuts);
    byte[] sent = new byte[1 + random.nextInt(BYTES)];
    random.nextBytes(sent);
    byte[] written = new byte[0];
    byte[] read = new byte[0];
    for (int round = 0; round < 2; round++) { // in one piece, and in pieces
      BitFlipper fault = new BitFlipper(probability, seed);
      ByteArrayOutputStream wire = new ByteArrayOutputStream();
      OutputStream out =
          round == 0
              ? Netem.wrap(wire, fault)
              : Netem.wrap(wire, new SlicedWriter(1000 + slice), fault, new SlicedWriter(slice));
      InputStream in = Netem.wrap(new ByteArrayInputStream(sent), fault);
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      for (int at = 0; at < sent.length; ) {
        int most = sent.length - at;
        int n = round == 0 ? most : 1 + random.nextInt(Math.min(most, 5000));
        out.write(sent, at, n);
        got.writeBytes(in.readNBytes(n));
        at += n;
      }
      if (round == 0) {
        written = wire.toByteArray();
        read = got.toByteArray();
      }
      assertThat(wire.toByteArray()).hasSameSizeAs(sent).isEqualTo(written);
      assertThat(got.toByteArray()).hasSameSizeAs(sent).isEqualTo(read);
    }
  }

  @Fuzzed
  void aTruncatorLetsTheLimitPassInOrderAndThenNothing(
      @ForAll @IntRange(max = 5000) int limit, @ForAll("operations") List<Deed> deeds)
      throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    byte[] source = new byte[10_000];
    new SplittableRandom(limit).nextBytes(source);
    Truncator fault = Truncator.closing(limit);
    OutputStream out = Netem.wrap(wire, fault);
    InputStream in = Netem.wrap(new ByteArrayInputStream(source), fault);
    for (Deed deed : deeds) {
      int bytes = 1 + deed.upTo(2000);
      if (deed.kind() == Deed.Kind.READ) {
        byte[] room = new byte[bytes];
        int n = in.read(room);
        assertThat(n < 0).isEqualTo(got.size() == limit);
        got.write(room, 0, Math.max(0, n));
      } else {
        byte[] block = Arrays.copyOf(source, bytes);
        out.write(block);
        sent.writeBytes(block);
      }
    }
    int passed = Math.min(limit, sent.size());
    assertThat(wire.toByteArray()).isEqualTo(Arrays.copyOf(sent.toByteArray(), passed));
    assertThat(got.toByteArray()).isEqualTo(Arrays.copyOf(source, got.size()));
    assertThat(got.size()).isLessThanOrEqualTo(limit);
  }

  @Fuzzed
  void aBlackholeDropsWhatIsWrittenWhileItIsOnAndNothingElse(@ForAll("operations") List<Deed> deeds)
      throws IOException {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    Blackhole fault = new Blackhole();
    OutputStream out = Netem.wrap(wire, fault, new SlicedWriter(100));
    boolean on = true;
    byte next = 0;
    for (Deed deed : deeds) {
      if (deed.kind() == Deed.Kind.SET) {
        on = deed.upTo(1) == 0;
        fault.set(on);
      } else {
        byte[] block = new byte[deed.upTo(500)];
        for (int i = 0; i < block.length; i++) {
          block[i] = next++;
        }
        out.write(block);
        expected.write(block, 0, on ? 0 : block.length);
      }
    }
    assertThat(wire.toByteArray()).isEqualTo(expected.toByteArray());
  }

  @Fuzzed
  void aBlackholeEndsOnceItHasBeenOnForItsTime(@ForAll("operations") List<Deed> deeds) {
    Blackhole fault = new Blackhole(Duration.ofNanos(1000));
    Rule reading = fault.rules(new FaultNames()).reading();
    long now = Long.MAX_VALUE - 500;
    long begun = now;
    boolean on = true;
    boolean met = false;
    for (Deed deed : deeds) {
      now += deed.upTo(400);
      if (deed.kind() == Deed.Kind.SET) {
        met &= on == (deed.upTo(1) == 0);
        on = deed.upTo(1) == 0;
        fault.set(on);
        continue;
      }
      begun = met ? begun : now;
      met = on;
      reading.begin(Op.READ);
      reading.before(Op.READ, 10, now, step);
      if (!on) {
        assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
      } else if (now - begun >= 1000) {
        assertThat(step.kind()).isEqualTo(Step.Kind.END);
      } else {
        assertThat(step.kind()).isEqualTo(Step.Kind.WAIT);
        assertThat(step.nanos()).isEqualTo(1000 - (now - begun));
      }
    }
  }
}
