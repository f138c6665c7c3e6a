package io.trixter.benchmarks;

import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;

/** The rate at which bytes reached the wire or came from it, from one grant to a later one. */
record Pace(String name, long rate, long grants, long bytes, long nanos) {
  private static final int LARGEST_BLOCK = 64 << 10;
  private static final double SECOND = 1e9;

  double seconds() {
    return nanos / SECOND;
  }

  double errorPercent() {
    return (bytes / seconds() / rate - 1) * 100;
  }

  /** A writer and a reader of {@code rate}, each for so long after the burst. */
  static List<Callable<Pace>> both(long rate, int seconds) {
    return List.of(() -> writing(rate, seconds), () -> reading(rate, seconds));
  }

  private static Pace writing(long rate, int seconds) throws IOException {
    byte[] block = block(rate);
    Meter meter = new Meter(rate, seconds);
    OutputStream wire =
        new OutputStream() {
          @Override
          public void write(int b) {
            meter.passed(1);
          }

          @Override
          public void write(byte[] b, int off, int len) {
            meter.passed(len);
          }
        };
    try (OutputStream out = new ThrottledWriter(rate).wrap(wire)) {
      while (!meter.isDone()) {
        out.write(block);
      }
    }
    return meter.pace("ThrottledWriter");
  }

  private static Pace reading(long rate, int seconds) throws IOException {
    byte[] block = block(rate);
    Meter meter = new Meter(rate, seconds);
    InputStream wire =
        new InputStream() {
          @Override
          public int read() {
            meter.passed(1);
            return 0;
          }

          @Override
          public int read(byte[] b, int off, int len) {
            meter.passed(len);
            return len;
          }
        };
    try (InputStream in = new ThrottledReader(rate).wrap(wire)) {
      while (!meter.isDone()) {
        if (in.read(block) < 0) {
          throw new IllegalStateException("it does not end");
        }
      }
    }
    return meter.pace("ThrottledReader");
  }

  /** No larger than a grant. */
  private static byte[] block(long rate) {
    return new byte[(int) Math.min(LARGEST_BLOCK, rate / 10)];
  }

  /** Counts from a grant after the burst, and what it refilled meanwhile, to the last one. */
  private static final class Meter {
    private final long rate;
    private final long enoughNanos;
    private long burst;
    private long startedAt;
    private long lastAt;
    private long grants;
    private long bytes;

    Meter(long rate, int seconds) {
      this.rate = rate;
      enoughNanos = (long) (seconds * SECOND);
    }

    void passed(int len) {
      if (burst < rate + rate / 5) {
        burst += len;
        startedAt = System.nanoTime();
        return;
      }
      lastAt = System.nanoTime();
      grants++;
      bytes += len;
    }

    boolean isDone() {
      return grants >= 100 && lastAt - startedAt >= enoughNanos;
    }

    Pace pace(String fault) {
      return new Pace(fault + " " + named(rate), rate, grants, bytes, lastAt - startedAt);
    }

    private static String named(long rate) {
      String[] units = {"B/s", "kB/s", "MB/s", "GB/s"};
      int unit = 0;
      long value = rate;
      for (; value >= 1_000; value /= 1_000) {
        unit++;
      }
      return value + " " + units[unit];
    }
  }
}
