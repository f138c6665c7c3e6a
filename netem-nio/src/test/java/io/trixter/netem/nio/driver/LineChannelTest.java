package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.SlicedWriter;
import io.trixter.netem.nio.Outcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LineChannelTest {
  @RegisterExtension final Bench bench = new Bench();
  private final LineBench knobs = new LineBench(bench);

  @Test
  void aWriteCompletesAtOnceAndItsBytesLeaveADelayLater() {
    FaultChannel line = knobs.line();
    ByteBuffer src = ByteBuffer.wrap(pattern(20)).position(5).limit(15);
    Outcome<Integer> written = write(line, src);
    assertThat(written.value()).isEqualTo(10);
    assertThat(src.position()).isEqualTo(15);
    src.clear().put(new byte[20]); // the line has a copy
    bench.reactor.advance(ofMillis(50).minusNanos(1));
    assertThat(bench.inner.log()).isEmpty();
    bench.reactor.advance(ofMillis(1));
    assertThat(bench.inner.log()).containsExactly("50ms write 10");
    assertThat(bench.inner.written()).isEqualTo(Arrays.copyOfRange(pattern(20), 5, 15));
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void writingGoesOnWhileBytesAreHeldAndEachWriteLeavesAtItsOwnTime() {
    FaultChannel line = knobs.line();
    for (int i = 1; i <= 4; i++) {
      write(line, i);
      bench.reactor.advance(ofMillis(20));
    }
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log())
        .containsExactly("50ms write 1", "70ms write 2", "90ms write 3", "110ms write 4");
  }

  @Test
  void slicesAreNotMerged() {
    FaultChannel line = knobs.line();
    FaultChannel sliced = FaultChannel.wrap(line, () -> bench.reactor, new SlicedWriter(4));
    write(sliced, 10);
    bench.reactor.advance(ofMillis(50));
    assertThat(bench.inner.log()).containsExactly("50ms write 4", "50ms write 4", "50ms write 2");
    assertThat(sliced).hasToString("Sliced(DelayLine(InMemory))");
  }

  @Test
  void whatTheChannelTakesInPartFollowsInOrder() {
    bench.inner.takesAtMost(3);
    FaultChannel line = knobs.line();
    write(line, pattern0(0, 5));
    write(line, pattern0(5, 4));
    bench.reactor.advance(ofMillis(50));
    assertThat(bench.inner.log())
        .containsExactly("50ms write 3", "50ms write 2", "50ms write 3", "50ms write 1");
    assertThat(bench.inner.written()).isEqualTo(pattern(9));
  }

  private static ByteBuffer pattern0(int from, int bytes) {
    return ByteBuffer.wrap(pattern(from + bytes)).position(from);
  }

  @Test
  void whatTheChannelDoesNotTakeWaitsForIt() {
    bench.inner.stall();
    FaultChannel line = knobs.line();
    write(line, 5);
    write(line, 6);
    bench.reactor.advance(ofMillis(80));
    write(line, 7);
    bench.inner.resume();
    assertThat(bench.inner.log()).containsExactly("80ms write 5", "80ms write 6");
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).endsWith("130ms write 7");
  }

  @Test
  void aLoweredDelayReleasesEarlyAndARaisedOneHoldsLonger() {
    FaultChannel line = knobs.line();
    write(line, 1);
    bench.reactor.advance(ofMillis(10));
    write(line, 2);
    knobs.delay.set(ofMillis(15));
    bench.reactor.advance(ofMillis(5));
    assertThat(bench.inner.log()).containsExactly("15ms write 1");
    knobs.delay.set(ofMillis(100));
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).containsExactly("15ms write 1", "110ms write 2");
  }

  @Test
  void setOffItReleasesAllThatItHoldsInOrder() {
    knobs.delay.set(ofSeconds(60));
    FaultChannel line = knobs.line();
    write(line, 1);
    bench.reactor.advance(ofMillis(5));
    write(line, 2);
    knobs.delay.set(ZERO);
    Outcome<Integer> behind = write(line, 3); // before the line could let go
    bench.reactor.settle();
    assertThat(behind.value()).isEqualTo(3);
    assertThat(bench.inner.log()).containsExactly("5ms write 1", "5ms write 2", "5ms write 3");
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void offAndEmptyItHandsOnUnchanged() {
    knobs.delay.set(ZERO);
    FaultChannel line = knobs.line();
    ByteBuffer src = ByteBuffer.allocate(10);
    Outcome<Integer> written = write(line, src);
    assertThat(bench.inner.lastHandler()).isSameAs(written);
    assertThat(bench.inner.lastBuffer()).isSameAs(src);
    assertThat(knobs.strikes).isZero();
    Outcome<Long> gathered = new Outcome<>();
    line.write(new ByteBuffer[] {src.clear()}, 0, 1, 0, TimeUnit.SECONDS, null, gathered);
    assertThat(bench.inner.lastHandler()).isSameAs(gathered);
  }

  @Test
  void onceDrainedAndOffItHandsOnAgain() {
    FaultChannel line = knobs.line();
    write(line, 5);
    bench.reactor.advance(ofMillis(50));
    knobs.delay.set(ZERO);
    Outcome<Integer> written = write(line, 6);
    assertThat(bench.inner.lastHandler()).isSameAs(written);
    assertThat(knobs.strikes).isEqualTo(1);
  }

  @Test
  void readsPass() {
    bench.inner.feed(pattern(3));
    Outcome<Integer> read = read(knobs.line(), 10);
    assertThat(bench.inner.lastHandler()).isSameAs(read);
    assertThat(read.value()).isEqualTo(3);
  }

  @Test
  void aGatheringWriteEntersAsWhole() {
    ByteBuffer[] srcs = {pattern0(0, 5), ByteBuffer.allocate(0), pattern0(5, 6)};
    Outcome<Long> written = new Outcome<>();
    knobs.line().write(srcs, 0, 3, 0, TimeUnit.SECONDS, "attached", written);
    assertThat(written.value()).isEqualTo(11L);
    assertThat(written.attachment()).isEqualTo("attached");
    bench.reactor.advance(ofMillis(50));
    assertThat(bench.inner.written()).isEqualTo(pattern(11));
    assertThat(knobs.strikes).isEqualTo(1);
  }

  @Test
  void aLongWriteArrivesWhole() {
    Outcome<Integer> written = write(knobs.line(), 1_000_000);
    assertThat(written.value()).isEqualTo(1_000_000);
    bench.reactor.advance(ofMillis(50));
    assertThat(Arrays.equals(bench.inner.written(), pattern(1_000_000))).isTrue();
  }

  @Test
  void aWriteOfNothingCompletes() {
    assertThat(write(knobs.line(), 0).value()).isZero();
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).isEmpty();
  }

  @Test
  void tenThousandWritesThatAreDueTogetherLeaveWithoutOverflowingTheStack() {
    FaultChannel line = knobs.line();
    for (int i = 0; i < 10_000; i++) {
      write(line, 1);
    }
    bench.reactor.advance(ofMillis(50));
    assertThat(bench.inner.log()).hasSize(10_000).containsOnly("50ms write 1");
  }
}
