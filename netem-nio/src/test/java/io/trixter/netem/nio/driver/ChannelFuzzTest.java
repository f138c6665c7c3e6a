package io.trixter.netem.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.DynamicDuration;
import io.trixter.netem.DynamicProbability;
import io.trixter.netem.DynamicRate;
import io.trixter.netem.DynamicSize;
import io.trixter.netem.Fault;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Stall;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.fuzz.Deed;
import io.trixter.netem.fuzz.Fuzzed;
import io.trixter.netem.kernel.DelayBudget;
import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever is done to channels with faults, in whatever order: what goes in comes out. */
class ChannelFuzzTest {
  private static final Duration AGES = Duration.ofHours(1);

  @Provide
  Arbitrary<List<Deed>> deeds() {
    return Deed.lists(60, Deed.Kind.values());
  }

  @Fuzzed
  void losesReordersAndAddsNothing(
      @ForAll @IntRange(max = 999) int order, @ForAll("deeds") List<Deed> deeds)
      throws IOException {
    Scene scene = new Scene(order, 0);
    for (Deed deed : deeds) {
      scene.act(deed);
      FuzzedChannel.assertStartsWith(scene.fuzzed.offered(), scene.inner().written());
      FuzzedChannel.assertStartsWith(scene.fuzzed.fed.toByteArray(), scene.got());
    }
    scene.end();
    assertThat(scene.inner().written()).isEqualTo(scene.fuzzed.accepted.toByteArray());
    assertThat(scene.got()).isEqualTo(scene.fuzzed.fed.toByteArray());
  }

  @Fuzzed
  void garbageComesBetweenAndAltersNothing(
      @ForAll @IntRange(max = 999) int order,
      @ForAll @LongRange(min = 1) long seed,
      @ForAll("deeds") List<Deed> deeds)
      throws IOException {
    Scene scene = new Scene(order, seed);
    for (Deed deed : deeds) {
      scene.act(deed);
    }
    scene.end();
    FuzzedChannel.assertIsWithin(scene.fuzzed.accepted.toByteArray(), scene.inner().written());
    FuzzedChannel.assertIsWithin(scene.fuzzed.fed.toByteArray(), scene.got());
  }

  /** Every fault that loses nothing, in an order that a number picks, and a delay line. */
  private static final class Scene {
    private final Bench bench = new Bench();
    private final LineBench line = new LineBench(bench);
    private final DynamicDuration readDelay = new DynamicDuration(Duration.ZERO);
    private final DynamicDuration writeDelay = new DynamicDuration(Duration.ZERO);
    private final DynamicRate readRate = new DynamicRate(0);
    private final DynamicRate writeRate = new DynamicRate(0);
    private final DynamicSize slice = new DynamicSize(0);
    private final DynamicProbability loss = new DynamicProbability(0);
    private final DynamicSize burst = new DynamicSize(1);
    private final DynamicDuration rto = new DynamicDuration(Duration.ofMillis(200));
    private final DynamicProbability garbage = new DynamicProbability(0);
    private final AsynchronousSocketChannel channel;
    final FuzzedChannel fuzzed;
    private boolean stalled;

    Scene(int order, long seed) {
      line.delay.set(Duration.ZERO);
      List<Fault> faults = new ArrayList<>();
      faults.add(new DelayedReader(readDelay));
      faults.add(new DelayedWriter(writeDelay));
      faults.add(new ThrottledReader(readRate));
      faults.add(new ThrottledWriter(writeRate));
      faults.add(new SlicedWriter(slice));
      faults.add(new Stall(loss, burst, rto, order));
      if (seed != 0) {
        faults.add(new Corrupter(garbage, seed));
      }
      AsynchronousSocketChannel wrapped = line.line(1 + order * 3000L, new DelayBudget(1 << 20));
      List<Fault> ordered = new ArrayList<>();
      for (int rest = order; !faults.isEmpty(); rest /= 2) {
        ordered.add(faults.remove(rest % faults.size()));
      }
      int nested = order % ordered.size(); // some in one list, the rest each around the others
      Fault[] inOne = ordered.subList(nested, ordered.size()).toArray(Fault[]::new);
      wrapped = FaultChannel.wrap(wrapped, () -> bench.reactor, inOne);
      for (Fault fault : ordered.subList(0, nested)) {
        wrapped = FaultChannel.wrap(wrapped, () -> bench.reactor, fault);
      }
      channel = wrapped;
      fuzzed = new FuzzedChannel(channel, bench.inner);
    }

    InMemoryChannel inner() {
      return bench.inner;
    }

    byte[] got() {
      return fuzzed.got.toByteArray();
    }

    void act(Deed deed) {
      switch (deed.kind()) {
        case WRITE -> fuzzed.write(deed.upTo(3000));
        case READ -> fuzzed.read(deed.upTo(3000));
        case SHUTDOWN -> fuzzed.feed(deed.upTo(3000));
        case FLUSH -> stallOrResume();
        case LIMIT -> bench.inner.takesAtMost(1 + deed.upTo(2000));
        case PASS -> bench.reactor.advance(Duration.ofNanos(deed.amount() % 2_000_000_000L));
        default -> set(deed.amount() % 8, deed.amount() / 8);
      }
      bench.reactor.settle();
      fuzzed.observe();
    }

    private void stallOrResume() {
      stalled = !stalled;
      if (stalled) {
        bench.inner.stall();
      } else {
        bench.inner.resume();
      }
    }

    private void set(long which, long pick) {
      fuzzed.knobSet();
      Duration time = Duration.ofNanos(new long[] {0, 1, 25_000_000, 1L << 40}[(int) (pick % 4)]);
      long number = new long[] {0, 1, 15, 4096, 1 << 20}[(int) (pick % 5)];
      switch ((int) which) {
        case 0 -> readDelay.set(time);
        case 1 -> writeDelay.set(time);
        case 2 -> readRate.set(number);
        case 3 -> writeRate.set(number);
        case 4 -> slice.set(number);
        case 5 -> line.delay.set(time);
        case 6 -> {
          loss.set(new double[] {0, 0.05, 0.7}[(int) (pick % 3)]);
          burst.set(number);
          rto.set(time);
        }
        default -> {
          line.jitter.set(time);
          garbage.set(new double[] {0, 0.3, 0.9}[(int) (pick % 3)]);
        }
      }
    }

    /** Sets all off, reads the rest, and half-closes; everything has then to be there. */
    void end() throws IOException {
      for (int which = 0; which < 8; which++) {
        set(which, 0);
      }
      bench.inner.takesAtMost(Integer.MAX_VALUE);
      bench.inner.resume();
      settle();
      assertThat(fuzzed.isWriting()).isFalse();
      fuzzed.feedEnd();
      settle();
      while (!fuzzed.hasReadAll()) {
        assertThat(fuzzed.isReading()).isFalse();
        fuzzed.read(4096);
        settle();
      }
      channel.shutdownOutput();
      settle();
      assertThat(bench.inner.log().get(bench.inner.log().size() - 1)).endsWith(" shutdown");
      assertThat(bench.reactor.hasTimers()).isFalse();
      assertThat(bench.reactor.thrown()).isEmpty();
    }

    private void settle() {
      bench.reactor.advance(AGES);
      bench.reactor.settle();
      fuzzed.observe();
    }
  }
}
