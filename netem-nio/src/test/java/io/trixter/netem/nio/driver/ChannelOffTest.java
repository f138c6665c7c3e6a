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
import io.trixter.netem.Fault;
import io.trixter.netem.Injector;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelOffTest {
  @RegisterExtension final Bench bench = new Bench();

  static Stream<Fault> faultsThatCannotTrip() {
    return Stream.of(
        new Corrupter(0.0),
        new DelayedReader(Duration.ZERO),
        new DelayedWriter(Duration.ZERO),
        new Injector(),
        new SlicedWriter(0),
        new ThrottledReader(0),
        new ThrottledWriter(0));
  }

  static Stream<Fault> faultsThatCanTrip() {
    return Stream.of(new Terminator(0.0), new Shutdowner());
  }

  @ParameterizedTest
  @MethodSource({"faultsThatCannotTrip", "faultsThatCanTrip"})
  void handsOnTheCallersBufferAndHandler(Fault off) {
    FaultChannel channel = bench.wrap(off);
    ByteBuffer buffer = ByteBuffer.allocate(10);
    assertHandedOn(write(channel, buffer), buffer);
    assertHandedOn(read(channel, buffer.clear()), buffer);
    Outcome<Long> gathered = new Outcome<>();
    channel.write(new ByteBuffer[] {buffer.clear()}, 0, 1, 0, TimeUnit.SECONDS, null, gathered);
    assertHandedOn(gathered, buffer);
    Outcome<Long> scattered = new Outcome<>();
    bench.inner.close();
    channel.read(new ByteBuffer[] {buffer.clear()}, 0, 1, 0, TimeUnit.SECONDS, null, scattered);
    assertHandedOn(scattered, buffer);
  }

  private void assertHandedOn(Outcome<?> handler, ByteBuffer buffer) {
    assertThat(bench.inner.lastHandler()).isSameAs(handler);
    assertThat(bench.inner.lastBuffer()).isSameAs(buffer);
  }

  @ParameterizedTest
  @MethodSource("faultsThatCanTrip")
  void aFailureThatIsNotTheFaultsIsToldAsItIs(Fault off) {
    FaultChannel channel = bench.wrap(off);
    Outcome<Integer> read = read(channel, 10);
    IOException cause = new IOException("reset by peer");
    bench.inner.failWith(cause);
    assertThat(read.failure()).isSameAs(cause);
  }

  @Test
  void aFaultThatIsTurnedOnMeetsTheNextOperation() {
    DelayedReader delay = new DelayedReader(Duration.ZERO);
    FaultChannel channel = bench.wrap(delay);
    Outcome<Integer> pending = read(channel, 10);
    delay.set(ofSeconds(60));
    bench.inner.feed(pattern(3));
    assertThat(pending.value()).isEqualTo(3);
    Outcome<Integer> next = read(channel, 10);
    bench.inner.feed(pattern(3));
    assertThat(next.isDone()).isFalse();
  }

  @Test
  void countsTheOperationsThatTheFaultChangedAndNoOthers() {
    int[] struck = new int[1];
    DelayedWriter delay = new DelayedWriter(Duration.ZERO);
    SlicedWriter slices = new SlicedWriter(10);
    FaultChannel delayed = counted(delay, struck);
    write(delayed, 5);
    assertThat(struck[0]).isZero();
    delay.set(ofMillis(1));
    write(delayed, 5);
    bench.reactor.advance(ofMillis(1));
    assertThat(struck[0]).isEqualTo(1);
    FaultChannel sliced = counted(slices, struck);
    write(sliced, 10);
    assertThat(struck[0]).isEqualTo(1);
    write(sliced, 25);
    assertThat(struck[0]).isEqualTo(2);
  }

  private FaultChannel counted(Fault fault, int[] struck) {
    Rules rules = fault.rules(new FaultNames());
    return FaultChannel.wrap(bench.inner, List.of(new Part(rules, () -> struck[0]++)));
  }
}
