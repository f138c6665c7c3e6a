package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.Stall;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a {@link Stall} does, whatever it is wrapped around. */
public abstract class StallContract {
  private static final double HARDLY_EVER = Double.MIN_VALUE;

  private final Harness link;
  private final Stall stall = new Stall(1.0, 42);

  protected StallContract(Harness link) {
    this.link = link;
    link.wrap(stall);
  }

  @Test
  void aWriteThatIsLostComesWithARetransmissionThatIsNot() throws IOException {
    link.at(ofMillis(250), () -> stall.set(HARDLY_EVER));
    link.write(10);
    assertThat(link.log()).containsExactly("600ms write 10");
    assertThat(link.written()).isEqualTo(pattern(10));
  }

  @Test
  void whatIsReadIsHeldUntilARetransmissionComes() throws IOException {
    link.feed(pattern(10));
    link.at(ofMillis(250), () -> stall.set(HARDLY_EVER));
    assertThat(link.read(100)).isEqualTo(pattern(10));
    assertThat(link.elapsed()).isEqualTo(ofMillis(600));
  }

  @Test
  void theSameSeedLosesTheSameSegmentsOfAWriteOnEveryDriver() throws IOException {
    stall.set(0.3);
    link.write(8 * 1460);
    assertThat(link.written()).isEqualTo(pattern(8 * 1460));
    assertThat(link.log())
        .containsExactly(
            "0ms write 2920", "200ms write 2920", "400ms write 2920", "600ms write 2920");
  }

  @Test
  void theSameSeedLosesTheSameReadsOnEveryDriver() throws IOException {
    stall.set(0.3);
    link.feed(pattern(4 * 1460 + 1));
    StringBuilder times = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      int bytes = link.read(10_000).length;
      times.append(link.elapsed().toMillis()).append("ms ").append(bytes).append(' ');
    }
    assertThat(times).hasToString("600ms 1460 600ms 1460 600ms 1460 800ms 1460 800ms 1 ");
  }

  @Test
  void aProbabilityOfOneStallsUntilItIsSet() throws IOException {
    link.at(ofMinutes(61), () -> stall.set(0));
    link.write(10_000);
    assertThat(link.log()).containsExactly("3660000ms write 10000");
  }

  @Test
  void closingEndsAWriteThatWaits() {
    link.at(ofMillis(5), link::close);
    assertThatThrownBy(() -> link.write(1000)).isInstanceOf(IOException.class);
    assertThat(link.log()).containsExactly("5ms close");
  }

  @Test
  void theHalfCloseAndTheEndAreNeverLost() throws IOException {
    link.feedEnd();
    assertThat(link.read(10)).isNull();
    link.halfClose();
    assertThat(link.elapsed()).isZero();
  }

  @Test
  void isOffAtZero() throws IOException {
    stall.set(0);
    link.write(100_000);
    link.feed(pattern(10_000));
    assertThat(link.read(10_000)).isEqualTo(pattern(10_000));
    assertThat(link.log()).containsExactly("0ms write 100000", "0ms read 10000");
  }
}
