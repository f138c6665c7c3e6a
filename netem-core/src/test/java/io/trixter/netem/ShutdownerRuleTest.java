package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchIOException;

import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ShutdownerRuleTest {
  private final Shutdowner shutdowner = new Shutdowner();
  private final RuleHarness link = RuleHarness.of(shutdowner);
  private final IOException cause = new IOException("pulled the plug");

  @Test
  void isOffUntilItIsThrownAndPassesEverything() throws IOException {
    assertThat(shutdowner.isShutdown()).isFalse();
    assertThat(link.rules().name()).isEqualTo("Shutdowner");
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.writing().isOff()).isTrue();
    link.write(1);
    link.flush();
    link.halfClose();
    link.read(2);
    assertThat(link.passed()).containsExactly("write 1", "flush", "shutdown", "read 2");
  }

  @Test
  void failsEveryOperationInBothDirectionsForEver() {
    assertThat(shutdowner.shutdown(cause)).isTrue();
    assertThat(shutdowner.isShutdown()).isTrue();
    for (int i = 0; i < 3; i++) {
      assertDown(() -> link.write(1));
      assertDown(link::flush);
      assertDown(link::halfClose);
      assertDown(() -> link.read(1));
    }
    assertThat(link.passed()).isEmpty();
  }

  @Test
  void throwsAFreshExceptionEachTimeWithTheOriginalAsItsCause() {
    shutdowner.shutdown(cause);
    IOException first = catchIOException(() -> link.read(1));
    IOException second = catchIOException(() -> link.read(1));
    assertThat(first).isNotSameAs(second).isNotSameAs(cause);
    assertThat(first).hasMessage("pulled the plug");
    assertThat(first.getCause()).isSameAs(cause);
    assertThat(second.getCause()).isSameAs(cause);
  }

  @Test
  void takesACauseWithoutAMessage() {
    IOException silent = new IOException();
    shutdowner.shutdown(silent);
    IOException thrown = catchIOException(() -> link.write(1));
    assertThat(thrown.getMessage()).isNull();
    assertThat(thrown.getCause()).isSameAs(silent);
  }

  @Test
  void keepsItsFirstCause() {
    shutdowner.shutdown(cause);
    assertThat(shutdowner.shutdown(new IOException("late"))).isFalse();
    assertDown(() -> link.write(1));
  }

  @Test
  void strikesEverythingItWrapsOnceAndWithoutAReset() {
    RuleHarness other = link.beside(shutdowner);
    shutdowner.shutdown(cause);
    shutdowner.shutdown(cause);
    assertThat(link.strikes()).isEqualTo(1);
    assertThat(other.strikes()).isEqualTo(1);
    assertThat(link.rules().killSwitch().resets()).isFalse();
  }

  @Test
  void strikesAtOnceWhatIsWrappedLater() {
    shutdowner.shutdown(cause);
    RuleHarness late = link.beside(shutdowner);
    assertThat(late.strikes()).isEqualTo(1);
    assertDown(() -> late.read(1));
  }

  @Test
  void refusesNullAndStaysOff() {
    assertThatNullPointerException()
        .isThrownBy(() -> shutdowner.shutdown(null))
        .withMessage("cause");
    assertThat(shutdowner.isShutdown()).isFalse();
    assertThat(link.writing().isOff()).isTrue();
  }

  private void assertDown(ThrowingCallable operation) {
    IOException thrown = catchIOException(operation);
    assertThat(thrown).hasMessage("pulled the plug");
    assertThat(thrown.getCause()).isSameAs(cause);
  }
}
