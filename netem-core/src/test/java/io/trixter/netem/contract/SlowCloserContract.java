package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DelayedWriter;
import io.trixter.netem.SlowCloser;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a {@link SlowCloser} does, whatever it is wrapped around. */
public abstract class SlowCloserContract {
  private final Harness link;
  private final SlowCloser slow = new SlowCloser(ofMillis(30));

  protected SlowCloserContract(Harness link) {
    this.link = link;
    link.wrap(slow);
  }

  @Test
  void theHalfCloseWaits() throws IOException {
    link.pass(ofMillis(5));
    link.halfClose();
    assertThat(link.log()).containsExactly("35ms shutdown");
  }

  @Test
  void everythingElsePasses() throws IOException {
    link.write(10);
    link.feed(pattern(3));
    assertThat(link.read(10)).isEqualTo(pattern(3));
    link.close();
    assertThat(link.log()).containsExactly("0ms write 10", "0ms read 3", "0ms close");
  }

  @Test
  void aDelayThatIsSetReachesAHalfCloseThatWaits() throws IOException {
    link.at(ofMillis(10), () -> slow.set(ofMillis(20)));
    link.halfClose();
    assertThat(link.log()).containsExactly("20ms shutdown");
  }

  @Test
  void settingItOffEndsTheWait() throws IOException {
    link.at(ofMillis(10), () -> slow.set(ZERO));
    link.halfClose();
    assertThat(link.log()).containsExactly("10ms shutdown");
  }

  @Test
  void theDelayAddsToThatOfOtherFaults() throws IOException {
    Harness both = link.beside();
    both.wrap(new DelayedWriter(ofMillis(5)), slow);
    both.halfClose();
    assertThat(both.log()).containsExactly("35ms shutdown");
  }

  @Test
  void isOffAtZero() throws IOException {
    slow.set(ZERO);
    link.halfClose();
    assertThat(link.log()).containsExactly("0ms shutdown");
  }
}
