package io.trixter.netem.contract;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayedWriter;
import io.trixter.netem.DynamicDuration;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a {@link DelayedWriter} does, whatever it is wrapped around. */
public abstract class DelayedWriterContract {
  private final Harness link;
  private final DelayedWriter delay = new DelayedWriter(ofMillis(25));

  protected DelayedWriterContract(Harness link) {
    this.link = link;
    link.wrap(delay);
  }

  @Test
  void startsEachWriteAfterTheDelay() throws IOException {
    link.write(10);
    link.write(20);
    assertThat(link.log()).containsExactly("25ms write 10", "50ms write 20");
    assertThat(link.elapsed()).isEqualTo(ofMillis(50));
  }

  @Test
  void startsTheHalfCloseAfterTheDelay() throws IOException {
    link.halfClose();
    assertThat(link.log()).containsExactly("25ms shutdown");
  }

  @Test
  void altersNoByte() throws IOException {
    link.write(1000);
    assertThat(link.written()).isEqualTo(Harness.pattern(1000));
  }

  @Test
  void readsPass() throws IOException {
    link.feed(Harness.pattern(3));
    assertThat(link.read(10)).isEqualTo(Harness.pattern(3));
    assertThat(link.elapsed()).isZero();
  }

  @Test
  void isOffAtZero() throws IOException {
    delay.set(ZERO);
    link.write(10);
    assertThat(link.log()).containsExactly("0ms write 10");
  }

  @Test
  void thirtySecondsAreThirtySeconds() throws IOException {
    delay.set(ofSeconds(30));
    link.write(1);
    assertThat(link.log()).containsExactly("30000ms write 1");
  }

  @Test
  void aLoweredDelayReleasesAWriteAtOnce() throws IOException {
    delay.set(ofSeconds(60));
    link.at(ofMillis(5), () -> delay.set(ZERO));
    link.write(10);
    assertThat(link.log()).containsExactly("5ms write 10");
  }

  @Test
  void aTurnedDelayCountsFromWhenTheWriteBegan() throws IOException {
    delay.set(ofMillis(100));
    link.at(ofMillis(10), () -> delay.set(ofMillis(30)));
    link.at(ofMillis(15), () -> delay.set(ofMillis(300)));
    link.write(1);
    assertThat(link.log()).containsExactly("300ms write 1");
  }

  @Test
  void aSharedKnobTurnsEveryFaultBuiltOnIt() throws IOException {
    DynamicDuration knob = new DynamicDuration(ZERO);
    Harness one = link.beside();
    Harness two = link.beside();
    one.wrap(new DelayedWriter(knob));
    two.wrap(new DelayedWriter(knob));
    knob.set(ofMillis(7));
    one.write(1);
    two.write(1);
    assertThat(one.log()).containsExactly("7ms write 1");
    assertThat(two.log()).containsExactly("14ms write 1");
  }

  @Test
  void closingEndsAWriteThatWaits() {
    delay.set(ofSeconds(60));
    link.at(ofMillis(5), link::close);
    assertThatThrownBy(() -> link.write(10)).isInstanceOf(IOException.class);
    assertThat(link.elapsed()).isEqualTo(ofMillis(5));
    assertThat(link.log()).containsExactly("5ms close");
  }

  @Test
  void aClosedConnectionRefusesAtOnce() {
    link.close();
    assertThatThrownBy(() -> link.write(10)).isInstanceOf(IOException.class);
    assertThat(link.elapsed()).isZero();
  }
}
