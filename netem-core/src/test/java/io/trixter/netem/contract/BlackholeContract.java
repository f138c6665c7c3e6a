package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Blackhole;
import io.trixter.netem.SlicedWriter;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a {@link Blackhole} does, whatever it is wrapped around. */
public abstract class BlackholeContract {
  private final Harness link;
  private final Blackhole hole = new Blackhole();

  protected BlackholeContract(Harness link) {
    this.link = link;
    link.wrap(hole);
  }

  @Test
  void whatIsWrittenVanishesAtOnce() throws IOException {
    link.write(1000);
    assertThat(link.elapsed()).isZero();
    assertThat(link.log()).isEmpty();
  }

  @Test
  void aReadWaitsAndTakesNothingUntilItIsSetOff() throws IOException {
    link.feed(pattern(3));
    link.at(ofMillis(25), () -> hole.set(false));
    assertThat(link.read(10)).isEqualTo(pattern(3));
    assertThat(link.log()).containsExactly("25ms read 3");
  }

  @Test
  void bytesOfAReadThatWasUnderWayAreHeld() throws IOException {
    hole.set(false);
    link.at(ofMillis(10), () -> hole.set(true));
    link.at(ofMillis(20), () -> link.feed(pattern(3)));
    link.at(ofMillis(50), () -> hole.set(false));
    assertThat(link.read(10)).isEqualTo(pattern(3));
    assertThat(link.elapsed()).isEqualTo(ofMillis(50));
    assertThat(link.log()).containsExactly("20ms read 3");
  }

  @Test
  void theEndOfTheStreamIsHeldToo() throws IOException {
    hole.set(false);
    link.at(ofMillis(10), () -> hole.set(true));
    link.at(ofMillis(20), link::feedEnd);
    link.at(ofMillis(50), () -> hole.set(false));
    assertThat(link.read(10)).isNull();
    assertThat(link.elapsed()).isEqualTo(ofMillis(50));
  }

  @Test
  void everythingPassesWhileItIsOff() throws IOException {
    hole.set(false);
    link.write(10);
    link.feed(pattern(3));
    assertThat(link.read(10)).isEqualTo(pattern(3));
    link.halfClose();
    assertThat(link.log()).containsExactly("0ms write 10", "0ms read 3", "0ms shutdown");
  }

  @Test
  void whatVanishedStaysLost() throws IOException {
    link.write(new byte[] {1});
    hole.set(false);
    link.write(new byte[] {2});
    hole.set(true);
    link.write(new byte[] {3});
    assertThat(link.written()).containsExactly(2);
  }

  @Test
  void swallowsWhatAFaultFurtherOutCuts() throws IOException {
    Harness cut = link.beside();
    cut.wrap(hole, new SlicedWriter(3));
    cut.write(10);
    assertThat(cut.log()).isEmpty();
  }

  @Test
  void aReadMeetsTheEndWhenTheTimeIsOver() throws IOException {
    Harness ends = link.beside();
    ends.wrap(new Blackhole(ofMillis(40)));
    ends.pass(ofMillis(10));
    ends.feed(pattern(3));
    assertThat(ends.read(10)).isNull();
    assertThat(ends.elapsed()).isEqualTo(ofMillis(50));
    assertThat(ends.read(10)).isNull();
  }

  @Test
  void aWriteAfterTheTimeFindsTheConnectionClosed() throws IOException {
    Harness ends = link.beside();
    ends.wrap(new Blackhole(ofMillis(40)));
    ends.write(10);
    assertThat(ends.log()).isEmpty();
    ends.pass(ofMillis(40));
    try {
      ends.write(10);
    } catch (IOException e) {
      assertThat(e).isInstanceOf(java.nio.channels.ClosedChannelException.class);
    }
    assertThat(ends.log()).containsExactly("40ms close");
  }

  @Test
  void theTimeBeginsAnewWhenItIsSetOnAgain() throws IOException {
    Harness ends = link.beside();
    Blackhole ending = new Blackhole(ofMillis(40));
    ends.wrap(ending);
    ends.write(10);
    ends.pass(ofMillis(30));
    ending.set(false);
    ending.set(true);
    assertThat(ends.read(10)).isNull();
    assertThat(ends.elapsed()).isEqualTo(ofMillis(70));
  }
}
