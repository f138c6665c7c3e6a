package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.trixter.netem.DelayedWriter;
import io.trixter.netem.DynamicProbability;
import io.trixter.netem.TerminatedException;
import io.trixter.netem.Terminator;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a {@link Terminator} does, whatever it is wrapped around. */
public abstract class TerminatorContract {
  private final Harness link;
  private final Terminator terminator = new Terminator(new DynamicProbability(0.05), 42);

  protected TerminatorContract(Harness link) {
    this.link = link;
    link.wrap(terminator);
  }

  @Test
  void resetsTheConnectionAndNamesTheSeedAndTheDraw() {
    terminator.set(1.0);
    assertThatThrownBy(() -> link.write(10))
        .isInstanceOf(TerminatedException.class)
        .hasMessage("terminated (seed 42, connection 0, write 0)");
    assertThat(link.log()).containsExactly("0ms reset");
  }

  @Test
  void theSameSeedStrikesTheSameWriteOnEveryDriver() {
    Throwable end =
        catchThrowable(
            () -> {
              for (int i = 0; i < 1000; i++) {
                link.write(3);
              }
            });
    assertThat(end).hasMessage("terminated (seed 42, connection 0, write 12)");
  }

  @Test
  void theSameSeedStrikesTheSameReadOnEveryDriver() {
    Throwable end =
        catchThrowable(
            () -> {
              for (int i = 0; i < 1000; i++) {
                link.feed(pattern(3));
                link.read(3);
              }
            });
    assertThat(end).hasMessage("terminated (seed 42, connection 0, read 55)");
  }

  @Test
  void theHalfCloseIsDrawnForToo() {
    terminator.set(1.0);
    assertThatThrownBy(link::halfClose).isInstanceOf(TerminatedException.class);
    assertThat(link.log()).containsExactly("0ms reset");
  }

  @Test
  void bothDirectionsFailForEverEachTimeAfresh() {
    terminator.set(1.0);
    link.feed(pattern(3));
    Throwable first = catchThrowable(() -> link.read(3));
    terminator.set(0.0);
    Throwable second = catchThrowable(() -> link.write(3));
    Throwable third = catchThrowable(() -> link.read(3));
    assertThat(first).hasMessage("terminated (seed 42, connection 0, read 0)");
    assertThat(second).isInstanceOf(TerminatedException.class).hasMessage(first.getMessage());
    assertThat(third).isInstanceOf(TerminatedException.class).isNotSameAs(first);
    assertThat(second).hasCause(first.getCause());
  }

  @Test
  void allThatOneFaultWrapsEndTogether() {
    Harness other = link.beside();
    other.wrap(terminator);
    terminator.set(1.0);
    assertThatThrownBy(() -> link.write(1)).isInstanceOf(TerminatedException.class);
    assertThat(other.log()).containsExactly("0ms reset");
    assertThatThrownBy(() -> other.read(1)).isInstanceOf(TerminatedException.class);
  }

  private Harness ending(Terminator fault) {
    Harness other = link.beside();
    other.wrap(fault);
    return other;
  }

  @Test
  void aTimeEndsAReadThatIsBlocked() {
    Harness timed = ending(Terminator.after(ofMillis(50)));
    assertThatThrownBy(() -> timed.read(10))
        .isInstanceOf(TerminatedException.class)
        .hasMessage("terminated (after PT0.05S)");
    assertThat(timed.log()).containsExactly("50ms reset");
    assertThatThrownBy(() -> timed.write(1)).isInstanceOf(TerminatedException.class);
  }

  @Test
  void aTimeEndsWhatWaitsForAnotherFault() {
    Harness timed = link.beside();
    timed.wrap(Terminator.after(ofMillis(50)), new DelayedWriter(ofHours(1)));
    assertThatThrownBy(() -> timed.write(10)).isInstanceOf(TerminatedException.class);
    assertThat(timed.log()).containsExactly("50ms reset");
  }

  @Test
  void aTimeIsCountedFromTheFirstThatTheFaultWraps() {
    Terminator fault = Terminator.after(ofMillis(50));
    Harness first = ending(fault);
    first.pass(ofMillis(30));
    Harness second = ending(fault);
    assertThatThrownBy(() -> second.read(10)).isInstanceOf(TerminatedException.class);
    assertThat(first.log()).containsExactly("50ms reset");
    assertThat(second.log()).containsExactly("50ms reset");
  }

  @Test
  void aTimeMayBeSetWhileAReadIsBlocked() {
    Terminator fault = Terminator.after(ofHours(1));
    Harness timed = ending(fault);
    timed.at(ofMillis(10), () -> fault.setAfter(ZERO));
    timed.at(ofMillis(20), () -> fault.setAfter(ofMillis(25)));
    assertThatThrownBy(() -> timed.read(10)).hasMessage("terminated (after PT0.025S)");
    assertThat(timed.log()).containsExactly("25ms reset");
  }

  @Test
  void noByteBeyondTheLimitPasses() throws IOException {
    Harness counted = ending(Terminator.afterBytes(10));
    counted.write(6);
    counted.feed(pattern(3));
    assertThat(counted.read(100)).isEqualTo(pattern(3));
    assertThatThrownBy(() -> counted.write(5))
        .isInstanceOf(TerminatedException.class)
        .hasMessage("terminated (after 10 bytes)");
    assertThat(counted.log())
        .containsExactly("0ms write 6", "0ms read 3", "0ms write 1", "0ms reset");
    assertThat(counted.written()).startsWith(pattern(6)).hasSize(7);
  }

  @Test
  void whatEndsWithTheLimitSucceedsAndTheHalfCloseBehindItToo() throws IOException {
    Harness counted = ending(Terminator.afterBytes(10));
    counted.write(10);
    counted.halfClose();
    assertThatThrownBy(() -> counted.read(1)).isInstanceOf(TerminatedException.class);
    assertThat(counted.log()).containsExactly("0ms write 10", "0ms shutdown", "0ms reset");
  }

  @Test
  void bytesAreCountedOverAllThatTheFaultWraps() throws IOException {
    Terminator fault = Terminator.afterBytes(10);
    Harness one = ending(fault);
    Harness other = ending(fault);
    one.write(9);
    other.feed(pattern(8));
    assertThat(other.read(8)).isEqualTo(pattern(1));
    assertThatThrownBy(() -> one.write(1)).hasMessage("terminated (after 10 bytes)");
    assertThat(other.log()).containsExactly("0ms read 1", "0ms reset");
  }

  @Test
  void soManyOperationsPassAndTheNextFails() throws IOException {
    Harness counted = ending(Terminator.afterOperations(3));
    counted.write(6);
    counted.feed(pattern(3));
    counted.read(100);
    counted.write(5);
    assertThatThrownBy(() -> counted.write(1))
        .isInstanceOf(TerminatedException.class)
        .hasMessage("terminated (after 3 operations)");
    assertThat(counted.log())
        .containsExactly("0ms write 6", "0ms read 3", "0ms write 5", "0ms reset");
  }

  @Test
  void limitsAreCountedAnewFromWhenTheyAreSet() throws IOException {
    Terminator fault = Terminator.afterBytes(10);
    Harness counted = ending(fault);
    counted.write(9);
    fault.setAfterBytes(4);
    counted.write(4);
    fault.setAfterBytes(0);
    fault.setAfterOperations(1);
    counted.write(100);
    assertThatThrownBy(() -> counted.write(1)).hasMessage("terminated (after 1 operations)");
  }

  @Test
  void limitsOfZeroAreOff() throws IOException {
    Harness off = link.beside();
    off.wrap(Terminator.after(ZERO), Terminator.afterBytes(0), Terminator.afterOperations(0));
    off.pass(ofHours(1));
    off.write(1000);
    assertThat(off.written()).isEqualTo(pattern(1000));
  }

  @Test
  void isOffAtZeroAndDrawsNothing() throws IOException {
    terminator.set(0.0);
    link.write(10);
    link.feed(pattern(10));
    assertThat(link.read(10)).isEqualTo(pattern(10));
    terminator.set(1.0);
    assertThatThrownBy(() -> link.write(1)).hasMessageContaining("write 0");
  }
}
