package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DynamicProbability;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CorrupterChannelTest {
  private static final long SEED = 42;

  @RegisterExtension final Bench bench = new Bench();

  private static Corrupter corrupter(double probability) {
    return new Corrupter(new DynamicProbability(probability), SEED);
  }

  @Test
  void fillsAReadWithGarbageAndLeavesThePeersBytesAlone() {
    Corrupter corrupter = corrupter(1.0);
    FaultChannel channel = bench.wrap(corrupter);
    bench.inner.feed(pattern(100));
    ByteBuffer dst = ByteBuffer.allocate(40000).position(100).limit(39000);
    assertThat(read(channel, dst).value()).isEqualTo(38900);
    assertThat(dst.hasRemaining()).isFalse();
    assertThat(bench.inner.log()).isEmpty();
    corrupter.set(0.0);
    dst.clear();
    assertThat(read(channel, dst).value()).isEqualTo(100);
    assertThat(Arrays.copyOf(dst.array(), 100)).isEqualTo(pattern(100));
  }

  @Test
  void fillsEveryBufferOfAScatteringRead() {
    ByteBuffer[] dsts = {ByteBuffer.allocate(10), ByteBuffer.allocate(0), ByteBuffer.allocate(7)};
    Outcome<Long> outcome = new Outcome<>();
    bench.wrap(corrupter(1.0)).read(dsts, 0, 3, 0, TimeUnit.SECONDS, null, outcome);
    assertThat(outcome.value()).isEqualTo(17);
    assertThat(dsts).noneMatch(ByteBuffer::hasRemaining);
  }

  @Test
  void writesGarbageOnceBeforeTheCallersBytesThoughTheyMoveInParts() {
    bench.inner.takesAtMost(100);
    Outcome<Integer> written = write(bench.wrap(corrupter(1.0)), 1000);
    bench.reactor.settle();
    assertThat(written.value()).isEqualTo(1000);
    byte[] all = bench.inner.written();
    int garbage = all.length - 1000;
    assertThat(garbage).isBetween(1, 16384);
    assertThat(Arrays.copyOfRange(all, garbage, all.length)).isEqualTo(pattern(1000));
  }

  @Test
  void theSameSeedGivesTheSameGarbage() {
    write(bench.wrap(corrupter(1.0)), 10);
    Bench again = new Bench();
    write(again.wrap(corrupter(1.0)), 10);
    assertThat(again.inner.written()).isEqualTo(bench.inner.written());
  }

  @Test
  void drawsOnceForEachWriteOfTheCallerHoweverItMoves() {
    String whole = struck(bench);
    Bench inParts = new Bench();
    inParts.inner.takesAtMost(1);
    assertThat(struck(inParts)).isEqualTo(whole).contains("x").contains(".");
  }

  /** Which of many writes were corrupted. */
  private static String struck(Bench bench) {
    FaultChannel channel = bench.wrap(corrupter(0.5));
    StringBuilder struck = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      int before = bench.inner.written().length;
      write(channel, 3);
      bench.reactor.settle();
      struck.append(bench.inner.written().length == before + 3 ? '.' : 'x');
    }
    return struck.toString();
  }

  @Test
  void aFailureOfTheChannelInTheMidstOfGarbageFailsTheWrite() {
    FaultChannel channel = bench.wrap(corrupter(1.0));
    bench.inner.stall();
    ByteBuffer src = ByteBuffer.wrap(pattern(10));
    Outcome<Integer> written = write(channel, src);
    IOException cause = new IOException("broken pipe");
    bench.inner.failWith(cause);
    assertThat(written.failure()).isSameAs(cause);
    assertThat(src.remaining()).isEqualTo(10);
  }
}
