package io.trixter.netem;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an operation allocates. */
@Tag("wallclock")
class AllocationTest {
  private static final int OPERATIONS = 20_000;

  private interface Operation {
    void run() throws IOException;
  }

  private static final class Zeros extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] b, int off, int len) {
      return len;
    }

    @Override
    public int available() {
      return 1;
    }
  }

  private static double bytesPerOperation(Operation operation) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double least = Double.MAX_VALUE;
    for (int round = 0; round < 5; round++) { // the first rounds warm up
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < OPERATIONS; i++) {
        operation.run();
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      least = Math.min(least, (double) allocated / OPERATIONS);
    }
    return least;
  }

  private static Fault[] everything() {
    return new Fault[] {
      new DelayedReader(ZERO),
      new DelayedWriter(ZERO),
      new DelayLine(ZERO),
      new ThrottledReader(0),
      new ThrottledWriter(0),
      new SlicedWriter(0),
      new Corrupter(0.0),
      new BitFlipper(0.0),
      Truncator.closing(Truncator.NEVER),
      new SlowCloser(ZERO),
      new Terminator(0.0),
      new Injector(),
      new Shutdowner()
    };
  }

  @Test
  void anInputWhoseFaultsAreOffAllocatesNothing() throws IOException {
    InputStream in = Netem.wrap(new Zeros(), everything());
    byte[] buffer = new byte[512];
    assertThat(bytesPerOperation(() -> in.read(buffer))).isLessThan(1);
    assertThat(bytesPerOperation(in::read)).isLessThan(1);
    assertThat(bytesPerOperation(in::available)).isLessThan(1);
  }

  @Test
  void anOutputWhoseFaultsAreOffAllocatesNothing() throws IOException {
    OutputStream out = Netem.wrap(OutputStream.nullOutputStream(), everything());
    byte[] buffer = new byte[512];
    assertThat(bytesPerOperation(() -> out.write(buffer))).isLessThan(1);
    assertThat(bytesPerOperation(() -> out.write(7))).isLessThan(1);
    assertThat(bytesPerOperation(out::flush)).isLessThan(1);
  }

  @Test
  void aRecordInWhichNothingHappensAllocatesNothing() throws IOException {
    FaultRecord record = new FaultRecord();
    InputStream in = Netem.wrap(new Zeros(), record.faults(everything()));
    OutputStream out = Netem.wrap(OutputStream.nullOutputStream(), record.faults(everything()));
    OutputStream drawing =
        Netem.wrap(
            OutputStream.nullOutputStream(),
            record.faults(new BitFlipper(1e-300), new Corrupter(1e-300), new Terminator(1e-300)));
    byte[] buffer = new byte[512];
    assertThat(bytesPerOperation(() -> in.read(buffer))).isLessThan(1);
    assertThat(bytesPerOperation(in::read)).isLessThan(1);
    assertThat(bytesPerOperation(() -> out.write(buffer))).isLessThan(1);
    assertThat(bytesPerOperation(() -> out.write(7))).isLessThan(1);
    assertThat(bytesPerOperation(() -> drawing.write(buffer))).isLessThan(1);
    assertThat(record.events()).isEmpty();
  }

  @Test
  void noFaultThatIsOnAllocatesForBytesThatItMerelyPaces() throws IOException {
    InputStream in =
        Netem.wrap(
            new Zeros(),
            new DelayedReader(ofNanos(1)),
            new ThrottledReader(Long.MAX_VALUE / 2),
            Truncator.closing(Long.MAX_VALUE / 2));
    OutputStream out =
        Netem.wrap(
            OutputStream.nullOutputStream(),
            new ThrottledWriter(Long.MAX_VALUE / 2),
            new SlicedWriter(100),
            new BitFlipper(1e-300),
            new Terminator(1e-300));
    byte[] buffer = new byte[512];
    assertThat(bytesPerOperation(() -> in.read(buffer))).isLessThan(1);
    assertThat(bytesPerOperation(() -> out.write(buffer))).isLessThan(1);
  }
}
