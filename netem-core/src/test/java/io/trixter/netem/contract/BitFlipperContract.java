package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.BitFlipper;
import io.trixter.netem.Corrupter;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.ThrottledReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What a {@link BitFlipper} does, whatever it is wrapped around. */
public abstract class BitFlipperContract {
  private static final long SEED = 42;

  private final Harness link;
  private final BitFlipper flips = new BitFlipper(0.05, SEED);

  protected BitFlipperContract(Harness link) {
    this.link = link;
    link.wrap(flips);
  }

  private static long checksum(byte... bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }

  /** How many bytes of a pattern differ from it, each in one bit. */
  private static int flipped(byte... bytes) {
    byte[] pattern = pattern(bytes.length);
    int flipped = 0;
    for (int i = 0; i < bytes.length; i++) {
      int bits = Integer.bitCount((bytes[i] ^ pattern[i]) & 0xff);
      assertThat(bits).isLessThanOrEqualTo(1);
      flipped += bits;
    }
    return flipped;
  }

  @Test
  void flipsOneBitOfSomeBytesThatAreWritten() throws IOException {
    link.write(10_000);
    assertThat(link.written()).hasSize(10_000);
    assertThat(flipped(link.written())).isBetween(350, 650);
  }

  @Test
  void flipsOneBitOfSomeBytesThatAreRead() throws IOException {
    link.feed(pattern(10_000));
    byte[] read = link.read(10_000);
    assertThat(read).hasSize(10_000);
    assertThat(flipped(read)).isBetween(350, 650);
  }

  @Test
  void theSameSeedFlipsTheSameBitsOnEveryDriver() throws IOException {
    link.write(1000);
    assertThat(checksum(link.written())).isEqualTo(180259443L);
    link.feed(pattern(1000));
    assertThat(checksum(link.read(1000))).isEqualTo(326779171L);
  }

  @Test
  void flipsOneBitOfEveryByteAtOne() throws IOException {
    flips.set(1.0);
    link.write(500);
    link.feed(pattern(500));
    assertThat(flipped(link.written())).isEqualTo(500);
    assertThat(flipped(link.read(500))).isEqualTo(500);
  }

  @Test
  void leavesTheCallersArrayAsItIs() throws IOException {
    byte[] mine = pattern(1000);
    link.write(mine);
    assertThat(mine).isEqualTo(pattern(1000));
    assertThat(link.written()).isNotEqualTo(mine);
  }

  @Test
  void flipsTheSameBitsHoweverTheStreamIsCut() throws IOException {
    link.write(3000);
    Harness sliced = link.beside();
    sliced.wrap(new SlicedWriter(3), new BitFlipper(0.05, SEED), new SlicedWriter(7));
    sliced.write(3000);
    assertThat(sliced.written()).isEqualTo(link.written());
  }

  @Test
  void flipsTheSameBitsHoweverItIsRead() throws IOException {
    link.feed(pattern(300));
    byte[] whole = link.read(300);
    Harness cut = link.beside();
    cut.wrap(new ThrottledReader(50), new BitFlipper(0.05, SEED));
    cut.feed(pattern(300));
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    while (got.size() < 300) {
      got.writeBytes(cut.read(7));
    }
    assertThat(got.toByteArray()).isEqualTo(whole);
  }

  @Test
  void writesWholeChunksRatherThanCutAtEachFlip() throws IOException {
    link.write(40_000);
    assertThat(link.log()).containsExactly("0ms write 16384", "0ms write 16384", "0ms write 7232");
  }

  @Test
  void aWriteWithoutAFlipPassesWhole() throws IOException {
    flips.set(1e-15);
    link.write(100_000);
    assertThat(link.log()).containsExactly("0ms write 100000");
    assertThat(link.written()).isEqualTo(pattern(100_000));
  }

  @Test
  void flipsWhatAFaultFurtherOutAddsToo() throws IOException {
    Harness plain = link.beside();
    plain.wrap(new Corrupter(1.0, SEED));
    Harness both = link.beside();
    both.wrap(new BitFlipper(1.0, SEED), new Corrupter(1.0, SEED));
    plain.write(10);
    both.write(10);
    byte[] sent = plain.written();
    byte[] came = both.written();
    assertThat(came).hasSameSizeAs(sent);
    for (int i = 0; i < sent.length; i++) {
      assertThat(Integer.bitCount((came[i] ^ sent[i]) & 0xff)).isEqualTo(1);
    }
  }

  @Test
  void theHalfClosePasses() throws IOException {
    link.halfClose();
    assertThat(link.log()).containsExactly("0ms shutdown");
  }

  @Test
  void isOffAtZero() throws IOException {
    flips.set(0.0);
    link.write(10_000);
    link.feed(pattern(10_000));
    assertThat(link.read(10_000)).isEqualTo(pattern(10_000));
    assertThat(link.written()).isEqualTo(pattern(10_000));
  }
}
