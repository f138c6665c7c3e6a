package io.trixter.benchmarks;

import io.trixter.netem.Netem;
import java.io.IOException;
import java.io.OutputStream;
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

/** Writes through a fault that is off. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 250, timeUnit = TimeUnit.MILLISECONDS)
public class StreamWrites {
  @Param({
    "BARE",
    "DELAYED_WRITER",
    "THROTTLED_WRITER",
    "SLICED_WRITER",
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

  private final byte[] buffer = new byte[StreamReads.BLOCK];
  private OutputStream out;

  @Setup
  public void wrap() throws IOException {
    if (mixed) {
      for (Wrapping each : Wrapping.values()) {
        out = Netem.wrap(new Wire.Sink(StreamReads.BLOCK), each.faults());
        for (int i = 0; i < 20_000; i++) {
          block();
          octet();
        }
      }
    }
    out = Netem.wrap(new Wire.Sink(StreamReads.BLOCK), wrapping.faults());
  }

  @Benchmark
  public OutputStream block() throws IOException {
    out.write(buffer);
    return out;
  }

  @Benchmark
  public OutputStream octet() throws IOException {
    out.write(7);
    return out;
  }
}
