package io.trixter.netem.fuzz;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.DynamicDuration;
import io.trixter.netem.DynamicProbability;
import io.trixter.netem.DynamicRate;
import io.trixter.netem.DynamicSize;
import io.trixter.netem.Fault;
import io.trixter.netem.Injector;
import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Stall;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.VirtualClock;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A pipe in virtual time with faults around both ends, and every knob of theirs. */
final class StreamScene implements AutoCloseable {
  static final int CAPACITY = 64 << 10;

  final VirtualClock clock = new VirtualClock();
  final DynamicDuration readDelay = new DynamicDuration(Duration.ZERO);
  final DynamicDuration writeDelay = new DynamicDuration(Duration.ZERO);
  final DynamicRate readRate = new DynamicRate(0);
  final DynamicRate writeRate = new DynamicRate(0);
  final DynamicSize slice = new DynamicSize(0);
  final DynamicProbability garbage = new DynamicProbability(0);
  final DynamicProbability loss = new DynamicProbability(0);
  final DynamicSize burst = new DynamicSize(1);
  final DynamicDuration rto = new DynamicDuration(Duration.ofMillis(200));
  final Injector injector = new Injector();
  final Socket writer;
  final Socket reader;
  private final Pipe pipe = Netem.pipe(clock);

  /**
   * Wraps faults in an order that {@code order} picks.
   *
   * @param seed what garbage is drawn from; without garbage at 0
   */
  StreamScene(int order, long seed) throws IOException {
    List<Fault> writing = new ArrayList<>();
    writing.add(new DelayedWriter(writeDelay));
    writing.add(new SlicedWriter(slice));
    writing.add(new ThrottledWriter(writeRate));
    writing.add(new Stall(loss, burst, rto, order));
    List<Fault> reading = new ArrayList<>();
    reading.add(new DelayedReader(readDelay));
    reading.add(new ThrottledReader(readRate));
    reading.add(new Stall(loss, burst, rto, order));
    shuffle(writing, order);
    shuffle(reading, order / 7);
    reading.add(injector); // outermost: what a fault inside has let through comes after
    if (seed != 0) { // outermost, where the pipe has room for all of its garbage
      writing.add(new Corrupter(garbage, seed));
      reading.add(new Corrupter(garbage, seed));
    }
    writer = Netem.wrap(pipe.client(), writing.toArray(Fault[]::new));
    reader = Netem.wrap(pipe.server(), reading.toArray(Fault[]::new));
  }

  private static void shuffle(List<Fault> faults, int order) {
    for (int i = faults.size(), rest = order; i > 1; rest /= i, i--) {
      faults.add(faults.remove(rest % i));
    }
  }

  /** Sets the knob that {@code deed} picks to a value that it picks. */
  void set(Deed deed) {
    long pick = deed.amount() / 9;
    Duration duration = Duration.ofNanos(new long[] {0, 1, 25_000_000, 1L << 40}[(int) (pick % 4)]);
    long number = new long[] {0, 1, 15, 4096, 1 << 20}[(int) (pick % 5)];
    switch ((int) (deed.amount() % 9)) {
      case 0 -> readDelay.set(duration);
      case 1 -> writeDelay.set(duration);
      case 2 -> readRate.set(number);
      case 3 -> writeRate.set(number);
      case 4 -> slice.set(number);
      case 5 -> loss.set(new double[] {0, 0.05, 0.7}[(int) (pick % 3)]);
      case 6 -> burst.set(number);
      case 7 -> rto.set(duration);
      default -> garbage.set(new double[] {0, 0.3, 0.9}[(int) (pick % 3)]);
    }
  }

  /** How many bytes the pipe holds for the reader. */
  int inTheWire() throws IOException {
    return pipe.server().getInputStream().available();
  }

  void allOff() {
    readDelay.set(Duration.ZERO);
    writeDelay.set(Duration.ZERO);
    readRate.set(0);
    writeRate.set(0);
    slice.set(0);
    loss.set(0);
    garbage.set(0);
  }

  @Override
  public void close() throws IOException {
    pipe.close();
  }
}
