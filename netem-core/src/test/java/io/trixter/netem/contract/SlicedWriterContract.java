package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.SlicedWriter;
import io.trixter.netem.ThrottledWriter;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a {@link SlicedWriter} does, whatever it is wrapped around. */
public abstract class SlicedWriterContract {
  private final Harness link;
  private final SlicedWriter slices = new SlicedWriter(4);

  protected SlicedWriterContract(Harness link) {
    this.link = link;
    link.wrap(slices);
  }

  @Test
  void cutsAWriteIntoSlices() throws IOException {
    link.write(10);
    assertThat(link.log()).containsExactly("0ms write 4", "0ms write 4", "0ms write 2");
    assertThat(link.written()).isEqualTo(pattern(10));
  }

  @Test
  void aShortWriteIsOneSlice() throws IOException {
    link.write(4);
    link.write(1);
    assertThat(link.log()).containsExactly("0ms write 4", "0ms write 1");
  }

  @Test
  void aTurnedSizeMeetsTheNextSlice() throws IOException {
    Harness paced = link.beside();
    paced.wrap(new ThrottledWriter(1), slices);
    slices.set(1);
    paced.at(ofMillis(1500), () -> slices.set(2));
    paced.write(4);
    assertThat(paced.log())
        .containsExactly("0ms write 1", "1000ms write 1", "2000ms write 1", "3000ms write 1");
    assertThat(paced.written()).isEqualTo(pattern(4));
  }

  @Test
  void theSameSeedCutsAlikeOnEveryDriver() throws IOException {
    Harness varied = link.beside();
    varied.wrap(new SlicedWriter(4, 42).variation(2));
    varied.write(20);
    assertThat(varied.written()).isEqualTo(pattern(20));
    assertThat(varied.log())
        .containsExactly("0ms write 6", "0ms write 4", "0ms write 4", "0ms write 6");
  }

  @Test
  void pausesBehindEachSlice() throws IOException {
    slices.pause(ofMillis(10));
    link.write(6);
    link.write(1);
    link.halfClose();
    assertThat(link.log())
        .containsExactly("0ms write 4", "10ms write 2", "20ms write 1", "30ms shutdown");
  }

  @Test
  void aPauseEndsAtOnceWhenItIsSet() throws IOException {
    slices.pause(ofHours(1));
    link.at(ofMillis(5), () -> slices.pause(ofMillis(7)));
    link.at(ofMillis(8), () -> slices.set(0));
    link.write(12);
    assertThat(link.log()).containsExactly("0ms write 4", "7ms write 4", "8ms write 4");
  }

  @Test
  void closingEndsAWriteThatPauses() {
    slices.pause(ofHours(1));
    link.at(ofMillis(5), link::close);
    assertThatThrownBy(() -> link.write(10)).isInstanceOf(IOException.class);
    assertThat(link.log()).containsExactly("0ms write 4", "5ms close");
  }

  @Test
  void theLargestSizeCutsNothing() throws IOException {
    slices.set(Long.MAX_VALUE);
    link.write(100_000);
    assertThat(link.log()).containsExactly("0ms write 100000");
  }

  @Test
  void isOffAtZero() throws IOException {
    slices.set(0);
    link.write(10);
    assertThat(link.log()).containsExactly("0ms write 10");
  }

  @Test
  void readsAndTheHalfClosePass() throws IOException {
    link.feed(pattern(100));
    assertThat(link.read(100)).hasSize(100);
    link.halfClose();
    assertThat(link.log()).containsExactly("0ms read 100", "0ms shutdown");
  }

  @Test
  void aWriteOfNothingReachesNobody() throws IOException {
    link.write(0);
    assertThat(link.log()).isEmpty();
  }
}
