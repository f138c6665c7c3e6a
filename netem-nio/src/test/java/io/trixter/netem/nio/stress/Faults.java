package io.trixter.netem.nio.stress;

import static java.time.Duration.ofNanos;

import io.trixter.netem.DelayLine;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.DynamicDuration;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.NetemChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.SplittableRandom;

/** Faults that lose and change no byte, around every channel, and their knobs. */
final class Faults {
  private static final int LONGEST_NANOS = 5_000_000;
  private static final long SLOWEST = 1_000_000;
  private static final long FASTEST = 1_000_000_000;
  private static final int SMALLEST_SLICE = 100;
  private static final int LARGEST_SLICE = 50_000;

  private final DelayedReader delayedReader = new DelayedReader(Duration.ZERO);
  private final DelayedWriter delayedWriter = new DelayedWriter(Duration.ZERO);
  private final ThrottledReader throttledReader = new ThrottledReader(0);
  private final ThrottledWriter throttledWriter = new ThrottledWriter(0);
  private final SlicedWriter sliced = new SlicedWriter(0);
  private final DynamicDuration lineDelay = new DynamicDuration(Duration.ZERO);
  private final DynamicDuration lineJitter = new DynamicDuration(Duration.ZERO);
  private final DelayLine line;

  Faults(long seed) {
    line = new DelayLine(lineDelay, lineJitter, seed);
  }

  AsynchronousSocketChannel wrap(AsynchronousSocketChannel channel) {
    return NetemChannel.wrap(
        channel, line, delayedReader, delayedWriter, throttledReader, throttledWriter, sliced);
  }

  /** Sets one knob, to off half of the time. */
  void setOne(SplittableRandom random) {
    boolean off = random.nextBoolean();
    Duration delay = off ? Duration.ZERO : ofNanos(random.nextInt(LONGEST_NANOS));
    long rate = off ? 0 : random.nextLong(SLOWEST, FASTEST);
    switch (random.nextInt(7)) {
      case 0 -> delayedReader.set(delay);
      case 1 -> delayedWriter.set(delay);
      case 2 -> throttledReader.set(rate);
      case 3 -> throttledWriter.set(rate);
      case 4 -> sliced.set(off ? 0 : random.nextInt(SMALLEST_SLICE, LARGEST_SLICE));
      case 5 -> lineDelay.set(delay);
      default -> lineJitter.set(delay);
    }
  }
}
