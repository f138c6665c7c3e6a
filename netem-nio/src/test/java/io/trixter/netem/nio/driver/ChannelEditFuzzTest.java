package io.trixter.netem.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DelayLine;
import io.trixter.netem.Fault;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.fuzz.Fuzzed;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Knob;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;

/**
 * Not a byte is lost, doubled, overtaken or miscounted, however faults come and go under traffic.
 */
class ChannelEditFuzzTest {
  private static final int DEEDS = 120;

  /** Writes what the write before has left over, as a relay does. */
  private static final CompletionHandler<Integer, ChannelEditFuzzTest> REST =
      new CompletionHandler<>() {
        @Override
        public void completed(Integer n, ChannelEditFuzzTest test) {
          if (test.pending.hasRemaining()) {
            test.channel.write(test.pending, test, this);
          } else {
            test.pending = null;
          }
        }

        @Override
        public void failed(Throwable thrown, ChannelEditFuzzTest test) {
          throw new AssertionError(thrown);
        }
      };

  private final Bench bench = new Bench();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final List<Part> parts = new ArrayList<>();
  private final Knob probes = new Knob(0);
  private FaultChannel channel;
  private ByteBuffer pending;
  private int written;

  @Fuzzed
  void allBytesArriveInOrderAndTheEndBehindThem(@ForAll long seed) throws Exception {
    new ChannelEditFuzzTest().run(new Random(seed));
  }

  private void run(Random random) throws Exception {
    channel = FaultChannel.wrap(bench.inner, List.of());
    boolean stalled = false;
    for (int i = 0; i < DEEDS; i++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> write(1 + random.nextInt(3000));
        case 2 -> add(random);
        case 3 -> remove(random);
        case 4 -> leaveOut(random);
        case 5 -> bench.reactor.advance(Duration.ofNanos(random.nextInt(20_000_000)));
        case 6 -> probes.set(random.nextInt(2));
        default -> stalled = stall(!stalled, random);
      }
    }
    parts.clear();
    channel.edit(parts);
    bench.inner.resume();
    bench.reactor.settle();
    channel.shutdownOutput();
    bench.reactor.settle();
    assertThat(Arrays.mismatch(bench.inner.written(), sent.toByteArray())).isEqualTo(-1);
    assertThat(bench.inner.log().get(bench.inner.log().size() - 1)).endsWith("shutdown");
    assertThat(bench.reactor.hasTimers()).isFalse();
    assertThat(bench.reactor.thrown()).isEmpty();
  }

  private void write(int bytes) {
    if (pending != null) {
      return;
    }
    byte[] data = new byte[bytes];
    for (int i = 0; i < bytes; i++, written++) {
      data[i] = Probe.byteAt(written);
    }
    sent.writeBytes(data);
    pending = ByteBuffer.wrap(data);
    channel.write(pending, this, REST);
  }

  private void add(Random random) {
    Fault fault =
        switch (random.nextInt(4)) {
          case 0 -> new DelayLine(Duration.ofMillis(random.nextInt(40)));
          case 1 -> new SlicedWriter(1 + random.nextInt(500));
          case 2 -> new Probe(probes);
          default -> new ThrottledWriter(1 + random.nextInt(20_000));
        };
    parts.add(random.nextInt(parts.size() + 1), new Part(fault.rules(new FaultNames()), null));
    channel.edit(parts);
  }

  private void remove(Random random) {
    if (!parts.isEmpty()) {
      parts.remove(random.nextInt(parts.size()));
      channel.edit(parts);
    }
  }

  private void leaveOut(Random random) {
    if (!parts.isEmpty()) {
      Part part = parts.get(random.nextInt(parts.size()));
      part.setActive(!part.isActive());
      channel.edit(parts);
    }
  }

  private boolean stall(boolean stalled, Random random) {
    bench.inner.takesAtMost(1 + random.nextInt(2000));
    if (stalled) {
      bench.inner.stall();
    } else {
      bench.inner.resume();
    }
    return stalled;
  }
}
