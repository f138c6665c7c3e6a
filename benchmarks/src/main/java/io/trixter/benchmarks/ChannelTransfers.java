package io.trixter.benchmarks;

import io.trixter.netem.nio.NetemChannel;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
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

/** Reads and writes of a channel through a fault that is off. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 250, timeUnit = TimeUnit.MILLISECONDS)
public class ChannelTransfers implements CompletionHandler<Integer, ChannelTransfers> {
  @Param({
    "BARE",
    "DELAYED_WRITER",
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

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(StreamReads.BLOCK);
  private AsynchronousSocketChannel channel;
  private int moved;

  @Setup
  public void wrap() {
    if (mixed) {
      for (Wrapping each : Wrapping.values()) {
        channel = NetemChannel.wrap(new InlineChannel(), each.faults());
        for (int i = 0; i < 20_000; i++) {
          read();
          write();
        }
      }
    }
    channel = NetemChannel.wrap(new InlineChannel(), wrapping.faults());
  }

  @Benchmark
  public int read() {
    buffer.clear();
    channel.read(buffer, this, this);
    return moved;
  }

  @Benchmark
  public int write() {
    buffer.clear();
    channel.write(buffer, this, this);
    return moved;
  }

  @Override
  public void completed(Integer result, ChannelTransfers attachment) {
    moved += result;
  }

  @Override
  public void failed(Throwable thrown, ChannelTransfers attachment) {
    throw new IllegalStateException(thrown);
  }
}
