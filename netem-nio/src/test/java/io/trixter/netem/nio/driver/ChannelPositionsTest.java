package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DelayLine;
import io.trixter.netem.Fault;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.Direction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bytes that pass rules that are off count, though the rules are not asked about them. */
class ChannelPositionsTest {
  @RegisterExtension final Bench bench = new Bench();

  private final Knob on = new Knob(0);
  private int sent;

  private ByteBuffer next(int bytes) {
    ByteBuffer next = ByteBuffer.allocate(bytes);
    while (next.hasRemaining()) {
      next.put(Probe.byteAt(sent++));
    }
    return next.flip();
  }

  @Test
  void whatARecordHasNothingToSayAboutIsHandedOnUnchanged() {
    Fault[] faults = new FaultRecord().faults(new Terminator(0.0), new SlicedWriter(0));
    FaultChannel channel = bench.wrap(faults);
    ByteBuffer buffer = ByteBuffer.allocate(10);
    Outcome<Integer> write = write(channel, buffer);
    assertThat(bench.inner.lastHandler()).isSameAs(write);
    Outcome<Integer> read = read(channel, buffer.clear());
    assertThat(bench.inner.lastHandler()).isSameAs(read);
  }

  @Test
  void aFaultThatIsSetOnCountsOnFromWhatHasPassedIt() {
    FaultChannel below = bench.wrap(new Probe(on), new DelayLine(Duration.ZERO), new Probe(on));
    FaultChannel channel =
        FaultChannel.wrap(below, () -> bench.reactor, new SlicedWriter(7), new Probe(on));
    for (int i = 0; i < 100; i++) {
      on.set(i / 3 % 2);
      assertThat(write(channel, next(i)).value()).isEqualTo(i);
    }
    assertThat(bench.inner.written()).hasSize(sent);
    assertThat(channel.moved(Direction.WRITE)).isEqualTo(sent);
  }

  @Test
  void aFaultThatIsAddedCountsOnFromWhatHasPassedItsPlace() {
    FaultChannel channel = FaultChannel.wrap(bench.inner, List.of());
    write(channel, next(1000)).value();
    Part probe = new Part(new Probe(new Knob(1)).rules(new FaultNames()), null);
    channel.edit(List.of(probe));
    write(channel, next(1000)).value();
    Part line = new Part(new DelayLine(Duration.ofMillis(1)).rules(new FaultNames()), null);
    channel.edit(List.of(line, probe));
    write(channel, next(1000)).value();
    channel.edit(List.of(probe));
    write(channel, next(1000)).value();
    bench.reactor.settle();
    assertThat(bench.inner.written()).hasSize(4000);
  }

  @Test
  void whatIsReadPastARuleThatIsOffCounts() {
    FaultChannel channel =
        FaultChannel.wrap(bench.wrap(new Probe(on)), () -> bench.reactor, new Probe(on));
    for (int i = 1; i < 100; i++) {
      on.set(i / 3 % 2);
      byte[] fed = next(i).array();
      bench.inner.feed(fed);
      for (int left = i; left > 0; ) {
        left -= read(channel, 40).value();
      }
    }
  }
}
