package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.Truncator;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a {@link Truncator} does, whatever it is wrapped around. */
public abstract class TruncatorContract {
  private final Harness link;
  private final Truncator closing = Truncator.closing(10);

  protected TruncatorContract(Harness link) {
    this.link = link;
    link.wrap(closing);
  }

  @Test
  void closesBehindTheLastByteOfTheLimit() throws IOException {
    link.write(25);
    assertThat(link.log()).containsExactly("0ms write 10", "0ms close");
    assertThat(link.written()).isEqualTo(pattern(10));
  }

  @Test
  void resetsBehindTheLastByteOfTheLimit() throws IOException {
    Harness reset = link.beside();
    reset.wrap(Truncator.resetting(10));
    reset.write(4);
    reset.write(7);
    assertThat(reset.log()).containsExactly("0ms write 4", "0ms write 6", "0ms reset");
  }

  @Test
  void theEndComesBehindWhatIsHeld() throws IOException {
    Harness held = link.beside();
    held.wrap(new ThrottledWriter(4), closing);
    held.write(25);
    assertThat(held.written()).isEqualTo(pattern(10));
    assertThat(held.log()).startsWith("0ms write 4").last().asString().isEqualTo("1500ms close");
  }

  @Test
  void aReaderGetsTheLimitAndThenTheEnd() throws IOException {
    link.feed(pattern(25));
    assertThat(link.read(7)).isEqualTo(pattern(7));
    assertThat(link.read(25)).isEqualTo(new byte[] {pattern(8)[7], pattern(9)[8], pattern(10)[9]});
    assertThat(link.read(25)).isNull();
    assertThat(link.read(25)).isNull();
  }

  @Test
  void oneOfReadsAloneLetsWritesPass() throws IOException {
    Harness download = link.beside();
    download.wrap(Truncator.closing(10).onlyReads());
    download.write(25);
    assertThat(download.written()).isEqualTo(pattern(25));
    download.feed(pattern(25));
    assertThat(download.read(25)).isEqualTo(pattern(10));
    assertThat(download.read(25)).isNull();
  }

  @Test
  void oneOfWritesAloneLetsReadsPass() throws IOException {
    Harness upload = link.beside();
    upload.wrap(Truncator.closing(10).onlyWrites());
    upload.feed(pattern(25));
    assertThat(upload.read(25)).isEqualTo(pattern(25));
    upload.write(25);
    assertThat(upload.written()).isEqualTo(pattern(10));
  }

  @Test
  void aReaderGetsTheLimitAndThenTheReset() throws IOException {
    Harness reset = link.beside();
    reset.wrap(Truncator.resetting(10));
    reset.feed(pattern(25));
    assertThat(reset.read(25)).isEqualTo(pattern(10));
    assertThatThrownBy(() -> reset.read(1))
        .isInstanceOf(IOException.class)
        .hasMessage("Connection reset");
    assertThat(reset.log()).containsExactly("0ms read 10", "0ms reset");
  }

  @Test
  void eachDirectionCountsForItself() throws IOException {
    link.write(9);
    link.feed(pattern(10));
    assertThat(link.read(25)).hasSize(10);
    link.write(1);
    assertThat(link.written()).hasSize(10);
  }

  @Test
  void aLimitOfZeroEndsWithTheFirstOperation() throws IOException {
    closing.set(0);
    link.write(1);
    assertThat(link.log()).containsExactly("0ms close");
  }

  @Test
  void aLimitSetBelowWhatHasPassedEndsTheStream() throws IOException {
    link.write(9);
    closing.set(5);
    link.write(1);
    assertThat(link.log()).containsExactly("0ms write 9", "0ms close");
  }

  @Test
  void whatPassesWhileItIsOffIsNotCounted() throws IOException {
    closing.set(Truncator.NEVER);
    link.write(10_000);
    link.halfClose();
    closing.set(10);
    link.feed(pattern(100));
    assertThat(link.read(100)).hasSize(10);
    assertThat(link.log()).containsExactly("0ms write 10000", "0ms shutdown", "0ms read 10");
  }

  @Test
  void theHalfClosePassesBelowTheLimit() throws IOException {
    link.write(9);
    link.halfClose();
    assertThat(link.log()).containsExactly("0ms write 9", "0ms shutdown");
  }
}
