package io.trixter.netem.nio.driver;

import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.Fault;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelRecursionTest {
  private static final int OPERATIONS = 100_000;

  @RegisterExtension final Bench bench = new Bench();

  static Stream<Fault> faults() {
    return Stream.of(
        new SlicedWriter(0),
        new SlicedWriter(8),
        new ThrottledWriter(Long.MAX_VALUE),
        new Terminator(0.0),
        new Terminator(1e-300),
        new Shutdowner(),
        new DelayedReader(ofNanos(1)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aHundredThousandWritesThatCompleteAtOnceDoNotOverflowTheStack(Fault fault) {
    FaultChannel channel = bench.wrap(fault);
    int[] written = new int[1];
    ByteBuffer src = ByteBuffer.allocate(8);
    channel.write(
        src,
        null,
        new CompletionHandler<Integer, Void>() {
          @Override
          public void completed(Integer result, Void attachment) {
            if (++written[0] < OPERATIONS) {
              channel.write(src.clear(), null, this);
            }
          }

          @Override
          public void failed(Throwable thrown, Void attachment) {
            throw new AssertionError(thrown);
          }
        });
    bench.reactor.settle();
    assertThat(written[0]).isEqualTo(OPERATIONS);
  }
}
