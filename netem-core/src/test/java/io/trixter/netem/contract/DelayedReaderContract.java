package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayedReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a {@link DelayedReader} does, whatever it is wrapped around. */
public abstract class DelayedReaderContract {
  private final Harness link;
  private final DelayedReader delay = new DelayedReader(ofMillis(25));

  protected DelayedReaderContract(Harness link) {
    this.link = link;
    link.wrap(delay);
  }

  @Test
  void holdsTheFirstBytesOfABurstForTheDelayAfterTheyCame() throws IOException {
    link.at(ofMillis(10), () -> link.feed(pattern(3)));
    assertThat(link.read(10)).isEqualTo(pattern(3));
    assertThat(link.log()).containsExactly("10ms read 3");
    assertThat(link.elapsed()).isEqualTo(ofMillis(35));
  }

  @Test
  void theRestOfABurstIsFree() throws IOException {
    link.feed(pattern(25));
    assertThat(link.read(10)).hasSize(10);
    assertThat(link.elapsed()).isEqualTo(ofMillis(25));
    assertThat(link.read(10)).hasSize(10);
    assertThat(link.read(10)).hasSize(5);
    assertThat(link.elapsed()).isEqualTo(ofMillis(25));
  }

  @Test
  void whatComesAfterABurstIsHeldAnew() throws IOException {
    link.feed(pattern(9));
    link.read(10);
    link.feed(pattern(1));
    assertThat(link.read(10)).hasSize(1);
    assertThat(link.elapsed()).isEqualTo(ofMillis(50));
  }

  @Test
  void doesNotHoldTheEndOfTheStream() throws IOException {
    link.feedEnd();
    assertThat(link.read(10)).isNull();
    assertThat(link.elapsed()).isZero();
  }

  @Test
  void doesNotHoldAReadOfNothing() throws IOException {
    assertThat(link.read(0)).isEmpty();
    assertThat(link.elapsed()).isZero();
  }

  @Test
  void writesPass() throws IOException {
    link.write(10);
    link.halfClose();
    assertThat(link.log()).containsExactly("0ms write 10", "0ms shutdown");
  }

  @Test
  void isOffAtZero() throws IOException {
    delay.set(ZERO);
    link.feed(pattern(3));
    assertThat(link.read(10)).isEqualTo(pattern(3));
    assertThat(link.elapsed()).isZero();
  }

  @Test
  void aTurnedDelayReachesBytesThatAreHeld() throws IOException {
    delay.set(ofSeconds(60));
    link.feed(pattern(3));
    link.at(ofMillis(5), () -> delay.set(ofMillis(20)));
    assertThat(link.read(10)).isEqualTo(pattern(3));
    assertThat(link.elapsed()).isEqualTo(ofMillis(20));
  }

  @Test
  void aDelayTurnedOffLetsGoWhatIsHeld() throws IOException {
    delay.set(ofSeconds(60));
    link.feed(pattern(3));
    link.at(ofMillis(5), () -> delay.set(ZERO));
    assertThat(link.read(10)).isEqualTo(pattern(3));
    assertThat(link.elapsed()).isEqualTo(ofMillis(5));
  }

  @Test
  void closingEndsAReadWhoseBytesAreHeld() {
    delay.set(ofSeconds(60));
    link.feed(pattern(3));
    link.at(ofMillis(5), link::close);
    assertThatThrownBy(() -> link.read(10)).isInstanceOf(IOException.class);
    assertThat(link.elapsed()).isEqualTo(ofMillis(5));
  }

  @Test
  void aClosedConnectionRefusesAtOnce() {
    link.feed(pattern(3));
    link.close();
    assertThatThrownBy(() -> link.read(10)).isInstanceOf(IOException.class);
    assertThat(link.elapsed()).isZero();
  }
}
