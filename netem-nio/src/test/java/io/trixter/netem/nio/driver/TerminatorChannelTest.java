package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DynamicProbability;
import io.trixter.netem.TerminatedException;
import io.trixter.netem.Terminator;
import io.trixter.netem.nio.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TerminatorChannelTest {
  private static final long SEED = 42;

  @RegisterExtension final Bench bench = new Bench();

  private static Terminator terminator(double probability) {
    return new Terminator(new DynamicProbability(probability), SEED);
  }

  @Test
  void resetsTheChannelAndFailsTheOperationWithTheDrawThatStruck() {
    FaultChannel channel = bench.wrap(terminator(1.0));
    Outcome<Integer> written = write(channel, 10);
    assertThat(written.failure())
        .isInstanceOf(TerminatedException.class)
        .hasMessage("terminated (seed 42, connection 0, write 0)");
    assertThat(bench.inner.log()).containsExactly("0ms reset");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void failsThePendingOperationOfTheOtherDirectionToo() {
    Terminator terminator = terminator(0.0);
    FaultChannel channel = bench.wrap(terminator);
    Outcome<Integer> passing = read(channel, 10);
    terminator.set(1.0);
    Outcome<Integer> written = write(channel, 10);
    bench.reactor.settle();
    assertThat(passing.failure())
        .isInstanceOf(TerminatedException.class)
        .hasMessage("terminated (seed 42, connection 0, write 0)")
        .isNotSameAs(written.failure())
        .hasCause(written.failure().getCause());
  }

  @Test
  void failsAPendingOperationThatBeganUnderTheRuleToo() {
    Terminator terminator = terminator(1e-300);
    FaultChannel channel = bench.wrap(terminator);
    Outcome<Integer> pending = read(channel, 10);
    terminator.set(1.0);
    write(channel, 10);
    assertThat(pending.failure()).isInstanceOf(TerminatedException.class);
  }

  @Test
  void everyLaterOperationFailsFreshly() {
    Terminator terminator = terminator(1.0);
    FaultChannel channel = bench.wrap(terminator);
    Throwable first = write(channel, 10).failure();
    Throwable second = write(channel, 10).failure();
    terminator.set(0.0);
    Throwable third = read(channel, 10).failure();
    assertThat(second).isInstanceOf(TerminatedException.class).isNotSameAs(first);
    assertThat(third).isInstanceOf(TerminatedException.class).isNotSameAs(second);
    assertThat(third).hasMessage(first.getMessage()).hasCause(second.getCause());
  }

  @Test
  void theHalfCloseDrawsAndFailsToo() {
    FaultChannel channel = bench.wrap(terminator(1.0));
    assertThatThrownBy(channel::shutdownOutput)
        .isInstanceOf(TerminatedException.class)
        .hasMessage("terminated (seed 42, connection 0, shutdown 0)");
    bench.reactor.settle();
    assertThat(bench.inner.log()).containsExactly("0ms reset");
  }

  @Test
  void aHalfCloseAfterTheEndFailsWithTheFaultsException() {
    Terminator terminator = terminator(1.0);
    FaultChannel channel = bench.wrap(terminator);
    write(channel, 10);
    assertThatThrownBy(channel::shutdownOutput).isInstanceOf(TerminatedException.class);
    terminator.set(0.0);
    assertThatThrownBy(channel::shutdownOutput).isInstanceOf(TerminatedException.class);
  }

  @Test
  void allThatOneFaultWrapsEndsTogether() {
    Terminator terminator = terminator(1e-300);
    FaultChannel one = bench.wrap(terminator);
    Bench other = new Bench();
    FaultChannel two = other.wrap(terminator);
    Outcome<Integer> pending = read(two, 10);
    terminator.set(1.0);
    write(one, 1);
    other.reactor.settle();
    assertThat(pending.failure()).isInstanceOf(TerminatedException.class);
    assertThat(other.inner.log()).containsExactly("0ms reset");
  }

  @Test
  void aChannelWrappedAfterTheEndEndsAtOnce() {
    Terminator terminator = terminator(1.0);
    write(bench.wrap(terminator), 1);
    Bench late = new Bench();
    FaultChannel channel = late.wrap(terminator);
    late.reactor.settle();
    assertThat(late.inner.log()).containsExactly("0ms reset");
    assertThat(write(channel, 1).failure()).isInstanceOf(TerminatedException.class);
  }

  @Test
  void drawsOnceForEachOperationOfTheCallerHoweverItMoves() {
    String whole = endOf(bench);
    Bench inParts = new Bench();
    inParts.inner.takesAtMost(1);
    assertThat(endOf(inParts)).isEqualTo(whole);
  }

  private static String endOf(Bench bench) {
    FaultChannel channel = bench.wrap(terminator(0.05));
    for (int i = 0; i < 1000 && channel.isOpen(); i++) {
      write(channel, 7);
      bench.reactor.settle();
    }
    return write(channel, 1).failure().getMessage();
  }

  @Test
  void readsAndWritesDrawApart() {
    FaultChannel alone = bench.wrap(terminator(0.05));
    String expected = endOf(bench, alone, false);
    Bench busy = new Bench();
    assertThat(endOf(busy, busy.wrap(terminator(0.05)), true)).isEqualTo(expected);
  }

  /** How the writes end, with a read before them or without. */
  private static String endOf(Bench bench, FaultChannel channel, boolean withReads) {
    bench.inner.feed(pattern(1));
    for (int i = 0; i < 1000 && channel.isOpen(); i++) {
      if (withReads && i == 0) {
        read(channel, 1);
      }
      write(channel, 1);
    }
    return write(channel, 1).failure().getMessage();
  }
}
