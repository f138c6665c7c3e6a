package io.trixter.benchmarks;

import io.trixter.netem.Netem;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads through a fault that is off. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 250, timeUnit = TimeUnit.MILLISECONDS)
public class StreamReads {
  static final int BLOCK = 64;

  @Param({
    "BARE",
    "DELAYED_READER",
    "THROTTLED_READER",
    "CORRUPTER",
    "TERMINATOR",
    "INJECTOR",
    "SHUTDOWNER",
    "ALL_NINE",
    "ALL_NINE_RECORDED"
  })
  Wrapping wrapping;

  /** Whether the JIT has seen every other fault too, as in a program that uses them all. */
  @Param("true")
  boolean mixed;

  private final byte[] buffer = new byte[BLOCK];
  private InputStream in;

  @Setup
  public void wrap() throws IOException {
    if (mixed) {
      for (Wrapping each : Wrapping.values()) {
        in = Netem.wrap(new Wire.Source(BLOCK), each.faults());
        for (int i = 0; i < 20_000; i++) {
          block();
          octet();
        }
      }
    }
    in = Netem.wrap(new Wire.Source(BLOCK), wrapping.faults());
  }

  @Benchmark
  public int block() throws IOException {
    return in.read(buffer);
  }

  @Benchmark
  public int octet() throws IOException {
    return in.read();
  }
}
