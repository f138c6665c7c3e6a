package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Injector;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChannelNestingTest {
  @RegisterExtension final Bench bench = new Bench();

  @Test
  void aChainPrintsAsItNests() {
    FaultChannel channel =
        bench.wrap(new DelayedWriter(ofMillis(1)), new ThrottledWriter(100), new SlicedWriter(10));
    assertThat(channel).hasToString("Sliced(Throttled(Delayed(InMemory)))");
  }

  @Test
  void eachSliceOfAnOuterFaultIsDelayedByTheInnerOne() {
    FaultChannel channel = bench.wrap(new DelayedWriter(ofMillis(10)), new SlicedWriter(4));
    Outcome<Integer> written = write(channel, 10);
    bench.reactor.advance(ofSeconds(1));
    assertThat(written.value()).isEqualTo(10);
    assertThat(bench.inner.log()).containsExactly("10ms write 4", "20ms write 4", "30ms write 2");
  }

  @Test
  void anInnerSlicerCutsWhatAnOuterDelayLetThroughOnce() {
    FaultChannel channel = bench.wrap(new SlicedWriter(4), new DelayedWriter(ofMillis(10)));
    write(channel, 10);
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).containsExactly("10ms write 4", "10ms write 4", "10ms write 2");
  }

  @Test
  void anInnerThrottlePacesEverySlice() {
    FaultChannel channel = bench.wrap(new ThrottledWriter(100), new SlicedWriter(50));
    Outcome<Integer> written = write(channel, 130);
    bench.reactor.advance(ofSeconds(1));
    assertThat(written.value()).isEqualTo(130);
    assertThat(bench.inner.log())
        .containsExactly(
            "0ms write 50", "0ms write 50", "100ms write 10", "200ms write 10", "300ms write 10");
  }

  @Test
  void whatAnOuterFaultEmitsPassesTheInnerOnes() {
    Injector injector = new Injector();
    FaultChannel channel =
        bench.wrap(new DelayedWriter(ofMillis(10)), new SlicedWriter(3), injector);
    injector.injectWrite(pattern(4));
    Outcome<Integer> written = write(channel, 2);
    bench.reactor.advance(ofSeconds(1));
    assertThat(written.value()).isEqualTo(2);
    assertThat(bench.inner.log()).containsExactly("10ms write 3", "20ms write 1", "30ms write 2");
  }

  @Test
  void garbageIsCutToo() {
    FaultChannel channel = bench.wrap(new SlicedWriter(100), new Corrupter(1.0));
    write(channel, 50);
    bench.reactor.settle();
    int garbage = bench.inner.written().length - 50;
    assertThat(bench.inner.log())
        .hasSize((garbage + 99) / 100 + 1)
        .last()
        .isEqualTo("0ms write 50");
  }

  @Test
  void aReadPassesEveryFaultOfItsDirection() {
    FaultChannel channel =
        bench.wrap(new ThrottledReader(1000), new SlicedWriter(1), new DelayedReader(ofMillis(10)));
    bench.inner.feed(pattern(1200));
    Outcome<Integer> first = read(channel, 2000);
    bench.reactor.advance(ofMillis(10));
    assertThat(first.value()).isEqualTo(1000);
    Outcome<Integer> second = read(channel, 2000); // 10 ms have brought 10 tokens
    bench.reactor.advance(ofMillis(100).minusNanos(1));
    assertThat(second.isDone()).isFalse();
    bench.reactor.advance(ofMillis(1));
    assertThat(second.value()).isEqualTo(100);
  }

  @Test
  void aHalfClosePassesEveryFaultInItsTurn() throws IOException {
    Injector injector = new Injector();
    FaultChannel channel =
        bench.wrap(new DelayedWriter(ofMillis(10)), injector, new DelayedWriter(ofMillis(5)));
    injector.injectWrite(pattern(3));
    channel.shutdownOutput();
    bench.reactor.advance(ofSeconds(1));
    assertThat(bench.inner.log()).containsExactly("15ms write 3", "25ms shutdown");
  }

  @Test
  void bytesSurviveALongChain() {
    FaultChannel channel =
        bench.wrap(
            new DelayedWriter(ofMillis(1)),
            new ThrottledWriter(100_000),
            new SlicedWriter(777),
            new ThrottledWriter(50_000),
            new SlicedWriter(1000));
    bench.inner.takesAtMost(500);
    byte[] sent = pattern(200_000);
    Outcome<Integer> written = write(channel, sent.length);
    bench.reactor.advance(ofSeconds(60));
    assertThat(written.value()).isEqualTo(sent.length);
    assertThat(Arrays.equals(bench.inner.written(), sent)).isTrue();
  }
}
