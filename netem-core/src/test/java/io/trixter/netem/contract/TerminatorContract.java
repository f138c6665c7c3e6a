package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

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
