package io.trixter.benchmarks.growth;

import static java.nio.channels.SelectionKey.OP_READ;

import io.trixter.benchmarks.load.Crowd;
import io.trixter.benchmarks.load.Samples;
import io.trixter.benchmarks.process.ThreadTimes;
import io.trixter.benchmarks.process.Usage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Round trips at a fixed pace over all connections in turn, whether answers come or not: a thread
 * sends, the calling one receives.
 */
final class Pacer implements Closeable {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int FEWEST_OUTSTANDING = 16;
  private static final long POLL_MILLIS = 10;

  private final Crowd crowd;
  private final List<Line> lines;
  private final long interval;
  private final Samples samples = new Samples();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<?> sender;
  private volatile boolean stopped;

  Pacer(Crowd crowd, int connections, int rate) throws IOException {
    this.crowd = crowd;
    this.interval = SECOND / rate;
    int second = Math.max(FEWEST_OUTSTANDING, rate / connections);
    int outstanding = Integer.highestOneBit(second) * 2;
    lines = crowd.watch(OP_READ, channel -> new Line(channel, outstanding));
    sender = thread.submit(this::send);
  }

  /** What came in a stretch of time, and what the proxy spent on it. */
  record Outcome(Samples samples, double seconds, double cpuSeconds) {}

  /** Receives for so long, and counts from now on. */
  Outcome receive(Usage proxy, Duration length) throws IOException {
    samples.clear();
    ThreadTimes before = proxy.threadTimes();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < length.toNanos() && !sender.isDone()) {
      crowd.poll(Line.class, POLL_MILLIS, (channel, line) -> line.receive(buffer, samples));
    }
    double seconds = (System.nanoTime() - begin) / (double) SECOND;
    double cpu = proxy.threadTimes().secondsSince(before);
    return new Outcome(samples, seconds, cpu);
  }

  private void send() {
    ByteBuffer request = ByteBuffer.allocateDirect(Line.BYTES);
    long due = System.nanoTime();
    try {
      for (int i = 0; !stopped; i = (i + 1) % lines.size()) {
        for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
          LockSupport.parkNanos(early);
        }
        lines.get(i).send(request);
        due += interval;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the sending.
   *
   * @throws IOException if that had failed
   */
  @Override
  public void close() throws IOException {
    stopped = true;
    thread.shutdown();
    try {
      sender.get();
    } catch (ExecutionException e) {
      throw new IOException("sending failed: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
