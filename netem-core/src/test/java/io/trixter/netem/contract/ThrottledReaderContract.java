package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.ThrottledReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a {@link ThrottledReader} does, whatever it is wrapped around. */
public abstract class ThrottledReaderContract {
  private final Harness link;
  private final ThrottledReader throttle = new ThrottledReader(1000);

  protected ThrottledReaderContract(Harness link) {
    this.link = link;
    link.wrap(throttle);
  }

  @Test
  void aReadIsLimitedToTheTokensThereAreAndPaysForWhatCame() throws IOException {
    link.feed(pattern(1150));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < 1150) {
      all.writeBytes(link.read(2000));
      link.feedEnd();
    }
    assertThat(all.toByteArray()).isEqualTo(pattern(1150));
    assertThat(link.log()).containsExactly("0ms read 1000", "100ms read 100", "200ms read 50");
  }

  @Test
  void aReadThatWaitsForItsPeerHoldsNoTokens() throws IOException {
    Harness other = link.beside();
    other.wrap(throttle);
    other.feed(pattern(1000));
    link.at(
        ofSeconds(1),
        () ->
            assertThatCode(() -> assertThat(other.read(1000)).hasSize(1000))
                .doesNotThrowAnyException());
    link.at(ofSeconds(2), () -> link.feed(pattern(500)));
    assertThat(link.read(1000)).hasSize(500);
    assertThat(link.elapsed()).isEqualTo(ofSeconds(2));
  }

  @Test
  void theEndOfTheStreamCostsNothing() throws IOException {
    link.feedEnd();
    assertThat(link.read(1000)).isNull();
    assertThat(link.read(1000)).isNull();
    assertThat(link.elapsed()).isZero();
  }

  @Test
  void aLiftedRateReleasesAReadAtOnce() throws IOException {
    throttle.set(1);
    link.feed(pattern(1000));
    assertThat(link.read(1000)).hasSize(1);
    link.at(ofMillis(5), () -> throttle.set(0));
    assertThat(link.read(1000)).hasSize(999);
    assertThat(link.elapsed()).isEqualTo(ofMillis(5));
  }

  @Test
  void aReadOfNothingNeedsNoTokens() throws IOException {
    throttle.set(1);
    link.feed(pattern(2));
    link.read(1);
    assertThat(link.read(0)).isEmpty();
    assertThat(link.elapsed()).isZero();
  }

  @Test
  void writesPass() throws IOException {
    throttle.set(1);
    link.write(1000);
    assertThat(link.log()).containsExactly("0ms write 1000");
  }

  @Test
  void isOffAtZero() throws IOException {
    throttle.set(0);
    link.feed(pattern(100_000));
    assertThat(link.read(100_000)).hasSize(100_000);
    assertThat(link.elapsed()).isZero();
  }

  @Test
  void closingEndsAReadThatWaitsForTokens() throws IOException {
    throttle.set(1);
    link.feed(pattern(2));
    link.read(1);
    link.at(ofMillis(5), link::close);
    assertThatThrownBy(() -> link.read(1)).isInstanceOf(IOException.class);
    assertThat(link.elapsed()).isEqualTo(ofMillis(5));
  }
}
