package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * A bounded queue of lines and the thread that writes them to a stream, so that no other thread
 * waits for the stream's reader. Once the queue is full, lines are lost until what it holds has
 * been written; a notice in their place counts them. Any thread may call any method.
 */
final class LineQueue {
  private static final long REST_MILLIS = 1;

  private final OutputStream out;
  private final int limit;
  private final LongFunction<String> notice;
  private final Deque<String> lines = new ArrayDeque<>();
  private int length;
  private long lost;
  private boolean writing;
  private boolean asleep;

  /**
   * Starts the thread that writes, a daemon.
   *
   * @param limit how many characters may wait
   * @param notice the line that tells how many lines were lost
   */
  LineQueue(OutputStream out, int limit, LongFunction<String> notice) {
    this.out = out;
    this.limit = limit;
    this.notice = notice;
    Thread writer = new Thread(this::write, "trixter-log");
    writer.setDaemon(true);
    writer.start();
  }

  /** Queues {@code line}, which ends with a line separator, or counts it as lost. */
  synchronized void add(String line) {
    if (lost > 0 || length + line.length() > limit) {
      lost++;
    } else {
      lines.add(line);
      length += line.length();
    }
    if (asleep) {
      notifyAll();
    }
  }

  /** Waits until everything has been written, for at most {@code millis}. */
  synchronized void drain(long millis) throws InterruptedException {
    long start = System.nanoTime();
    long left = millis;
    while (left > 0 && (writing || hasMore())) {
      wait(left);
      left = millis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
  }

  private boolean hasMore() {
    return !lines.isEmpty() || lost > 0;
  }

  private void write() {
    while (true) {
      try {
        out.write(next().getBytes(UTF_8));
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // that line cannot be written; perhaps the next one can
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @SuppressWarnings("WaitNotInLoop") // to rest, not for a condition
  private synchronized String next() throws InterruptedException {
    writing = false;
    notifyAll();
    if (!hasMore()) {
      wait(REST_MILLIS); // one wake-up for all lines of that time
    }
    asleep = true;
    while (!hasMore()) {
      wait();
    }
    asleep = false;
    String line = lines.poll();
    if (line == null) {
      line = notice();
      lost = 0;
    } else {
      length -= line.length();
    }
    writing = true;
    return line;
  }

  /** The line about those that were lost; empty where {@code notice} throws. */
  private String notice() {
    try {
      return notice.apply(lost);
    } catch (RuntimeException e) {
      return "";
    }
  }
}
