package io.trixter.netem.nio;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DelayLine;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.DynamicDuration;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.Loopback.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Knobs set, and channels ended, by one thread while another's traffic flows. */
class KnobRaceTest {
  private static final long BYTES = 1_000_000;
  private static final Duration MOST_TURNING = ofSeconds(2);

  @RegisterExtension final Loopback loopback = new Loopback(2);

  private final DelayedReader delayedReader = new DelayedReader(Duration.ZERO);
  private final DelayedWriter delayedWriter = new DelayedWriter(Duration.ZERO);
  private final ThrottledReader throttledReader = new ThrottledReader(0);
  private final ThrottledWriter throttledWriter = new ThrottledWriter(0);
  private final SlicedWriter sliced = new SlicedWriter(0);
  private final Terminator terminator = new Terminator(0.0);
  private final DynamicDuration lineDelay = new DynamicDuration(Duration.ZERO);
  private final DelayLine line = new DelayLine(lineDelay, new DynamicDuration(Duration.ZERO), 42);

  private AsynchronousSocketChannel wrap(AsynchronousSocketChannel channel) {
    return NetemChannel.wrap(
        channel,
        line,
        delayedReader,
        delayedWriter,
        throttledReader,
        throttledWriter,
        sliced,
        terminator);
  }

  private void turnSomething(ThreadLocalRandom random) {
    boolean off = random.nextBoolean();
    switch (random.nextInt(7)) {
      case 0 -> delayedReader.set(off ? Duration.ZERO : ofMillis(random.nextInt(3)));
      case 1 -> delayedWriter.set(off ? Duration.ZERO : ofNanos(random.nextInt(50_000)));
      case 2 -> throttledReader.set(off ? 0 : 1 + random.nextLong(100_000_000));
      case 3 -> throttledWriter.set(off ? 0 : 1 + random.nextLong(100_000_000));
      case 4 -> sliced.set(off ? 0 : 1000 + random.nextInt(50_000));
      case 5 -> terminator.set(off ? 0.0 : 1e-300);
      default -> lineDelay.set(off ? Duration.ZERO : ofMillis(random.nextInt(5)));
    }
  }

  private void allOff() {
    delayedReader.set(Duration.ZERO);
    delayedWriter.set(Duration.ZERO);
    throttledReader.set(0);
    throttledWriter.set(0);
    sliced.set(0);
    lineDelay.set(Duration.ZERO);
  }

  @Test
  void settingKnobsLosesNoByte() throws Exception {
    Pair pair = loopback.pair();
    AsynchronousSocketChannel one = wrap(pair.client());
    AsynchronousSocketChannel other = wrap(pair.server());
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> setting =
        CompletableFuture.runAsync(
            () -> {
              ThreadLocalRandom random = ThreadLocalRandom.current();
              long begun = System.nanoTime();
              while (!over.get() && System.nanoTime() - begun < MOST_TURNING.toNanos()) {
                turnSomething(random);
              }
              allOff(); // what waits has to be released by this
            });
    Outcome<Long> up = Traffic.receive(other, BYTES, false, new SplittableRandom(1));
    Outcome<Long> down = Traffic.receive(one, BYTES, true, new SplittableRandom(2));
    Traffic.send(one, BYTES, true, new SplittableRandom(3));
    Traffic.send(other, BYTES, false, new SplittableRandom(4));
    assertThat(up.value()).isEqualTo(BYTES);
    assertThat(down.value()).isEqualTo(BYTES);
    over.set(true);
    setting.get(30, TimeUnit.SECONDS);
  }

  @RepeatedTest(50)
  void theLastTurnReleasesWhatWaits() throws IOException {
    Pair pair = loopback.pair();
    delayedWriter.set(ofSeconds(3600));
    AsynchronousSocketChannel channel = NetemChannel.wrap(pair.client(), delayedWriter);
    Outcome<Integer> written = Loopback.write(channel, ByteBuffer.allocate(10));
    delayedWriter.set(Duration.ZERO); // perhaps before the write has begun to wait
    assertThat(written.value()).isEqualTo(10);
  }

  @RepeatedTest(50)
  void everyOperationEndsWhenTheChannelDoes() throws IOException {
    Pair pair = loopback.pair();
    Shutdowner shutdowner = new Shutdowner();
    delayedWriter.set(ofSeconds(3600));
    AsynchronousSocketChannel channel =
        NetemChannel.wrap(pair.client(), delayedWriter, delayedReader, shutdowner);
    Outcome<Integer> reading = Loopback.read(channel, 10);
    Outcome<Integer> writing = Loopback.write(channel, ByteBuffer.allocate(10));
    shutdowner.shutdown(new IOException("pulled the plug")); // perhaps before they have begun
    assertThat(reading.failure()).hasMessage("pulled the plug");
    assertThat(writing.failure()).hasMessage("pulled the plug");
    assertThat(channel.isOpen()).isFalse();
  }
}
