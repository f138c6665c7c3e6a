package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DynamicProbability;
import io.trixter.netem.SlicedWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What a {@link Corrupter} does, whatever it is wrapped around. */
public abstract class CorrupterContract {
  private static final long SEED = 42;
  private static final int GARBAGE = 6775; // as much as this seed has the first write preceded by

  private final Harness link;
  private final Corrupter corrupter = corrupter(1.0);

  protected CorrupterContract(Harness link) {
    this.link = link;
    link.wrap(corrupter);
  }

  private static Corrupter corrupter(double probability) {
    return new Corrupter(new DynamicProbability(probability), SEED);
  }

  private static long checksum(byte... bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }

  @Test
  void fillsAReadWithGarbageAndLeavesThePeersBytesAlone() throws IOException {
    link.feed(pattern(100));
    assertThat(link.read(40_000)).hasSize(40_000);
    assertThat(link.log()).isEmpty();
    corrupter.set(0.0);
    assertThat(link.read(40_000)).isEqualTo(pattern(100));
  }

  @Test
  void writesGarbageBeforeTheCallersBytes() throws IOException {
    link.write(1000);
    byte[] all = link.written();
    int garbage = all.length - 1000;
    assertThat(garbage).isBetween(1, 16384);
    assertThat(Arrays.copyOfRange(all, garbage, all.length)).isEqualTo(pattern(1000));
  }

  @Test
  void theSameSeedGivesTheSameGarbageOnEveryDriver() throws IOException {
    link.write(10);
    assertThat(link.written()).hasSize(10 + GARBAGE);
    assertThat(checksum(link.written())).isEqualTo(3156727352L);
    assertThat(checksum(link.read(1000))).isEqualTo(1253308456L);
  }

  @Test
  void theSameSeedStrikesTheSameWritesOnEveryDriver() throws IOException {
    corrupter.set(0.25);
    assertThat(struck(link)).isEqualTo("..x.....x.x.x.....x......x...x........xx");
  }

  @Test
  void drawsOnceForEachWriteHoweverItIsCut() throws IOException {
    Harness sliced = link.beside();
    sliced.wrap(new SlicedWriter(1), corrupter(0.25));
    Harness whole = link.beside();
    whole.wrap(new SlicedWriter(0), corrupter(0.25));
    assertThat(struck(sliced)).isEqualTo(struck(whole));
  }

  /** Which of many writes were corrupted. */
  private static String struck(Harness on) throws IOException {
    StringBuilder struck = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      int before = on.written().length;
      on.write(3);
      struck.append(on.written().length == before + 3 ? '.' : 'x');
    }
    return struck.toString();
  }

  @Test
  void theHalfClosePassesAndDrawsNothing() throws IOException {
    link.halfClose();
    assertThat(link.log()).containsExactly("0ms shutdown");
  }

  @Test
  void isOffAtZeroAndDrawsNothing() throws IOException {
    corrupter.set(0.0);
    link.write(10);
    link.feed(pattern(10));
    assertThat(link.read(10)).isEqualTo(pattern(10));
    assertThat(link.written()).isEqualTo(pattern(10));
    corrupter.set(1.0);
    link.write(10);
    assertThat(link.written()).hasSize(10 + 10 + GARBAGE);
  }
}
