package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.ThrottledWriter;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a {@link Shutdowner} does, whatever it is wrapped around. */
public abstract class ShutdownerContract {
  private final Harness link;
  private final Shutdowner shutdowner = new Shutdowner();
  private final IOException cause = new IOException("pulled the plug");

  protected ShutdownerContract(Harness link) {
    this.link = link;
  }

  private void assertPulled(Throwable failure) {
    assertThat(failure).isExactlyInstanceOf(IOException.class).hasMessage("pulled the plug");
    assertThat(failure).hasCause(cause).isNotSameAs(cause);
  }

  private void pullAt(int millis) {
    link.at(ofMillis(millis), () -> shutdowner.shutdown(cause));
  }

  @Test
  void untilItIsPulledEverythingPasses() throws IOException {
    link.wrap(shutdowner);
    link.write(3);
    link.feed(pattern(3));
    assertThat(link.read(3)).isEqualTo(pattern(3));
    link.halfClose();
    assertThat(link.log()).containsExactly("0ms write 3", "0ms read 3", "0ms shutdown");
    assertThat(shutdowner.isShutdown()).isFalse();
  }

  @Test
  void closesTheConnectionAndFailsAReadThatWaitsForItsPeer() {
    link.wrap(shutdowner);
    pullAt(3);
    assertPulled(catchThrowable(() -> link.read(10)));
    assertThat(link.log()).containsExactly("3ms close");
  }

  @Test
  void waitsForNoDelay() {
    link.wrap(new DelayedWriter(ofSeconds(60)), shutdowner);
    pullAt(3);
    assertPulled(catchThrowable(() -> link.write(10)));
    assertThat(link.log()).containsExactly("3ms close");
    assertThat(link.elapsed()).isEqualTo(ofMillis(3));
  }

  @Test
  void waitsForNoTokens() {
    link.wrap(new ThrottledWriter(1), shutdowner);
    pullAt(3);
    assertPulled(catchThrowable(() -> link.write(10)));
    assertThat(link.log()).containsExactly("0ms write 1", "3ms close");
  }

  @Test
  void waitsForNoBytesThatAreHeld() {
    link.wrap(new DelayedReader(ofSeconds(60)), shutdowner);
    link.feed(pattern(3));
    pullAt(3);
    assertPulled(catchThrowable(() -> link.read(10)));
    assertThat(link.elapsed()).isEqualTo(ofMillis(3));
  }

  @Test
  void aFaultAroundItEndsWithIt() {
    link.wrap(shutdowner, new DelayedWriter(ofSeconds(60)));
    pullAt(3);
    assertThatThrownBy(() -> link.write(10)).isInstanceOf(IOException.class);
    assertThat(link.elapsed()).isEqualTo(ofMillis(3));
  }

  @Test
  void everyLaterOperationFails() {
    link.wrap(shutdowner);
    assertThat(shutdowner.shutdown(cause)).isTrue();
    assertThat(shutdowner.shutdown(new IOException("again"))).isFalse();
    assertThat(shutdowner.isShutdown()).isTrue();
    assertPulled(catchThrowable(() -> link.read(10)));
    assertPulled(catchThrowable(() -> link.write(10)));
    assertPulled(catchThrowable(link::halfClose));
    assertThat(link.log()).containsExactly("0ms close");
  }

  @Test
  void whatIsWrappedLaterIsClosedAtOnce() {
    shutdowner.shutdown(cause);
    link.wrap(shutdowner);
    assertPulled(catchThrowable(() -> link.write(10)));
    assertThat(link.log()).containsExactly("0ms close");
  }

  @Test
  void whatWasClosedBeforeIsForgotten() {
    link.wrap(shutdowner);
    link.close();
    shutdowner.shutdown(cause);
    link.pass(ofMillis(1));
    assertThat(link.log()).containsExactly("0ms close");
  }
}
