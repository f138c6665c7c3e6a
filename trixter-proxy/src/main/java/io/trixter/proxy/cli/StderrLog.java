package io.trixter.proxy.cli;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.event.Level;

/**
 * Writes log lines to standard error: time in UTC, level, message. While one thread holds the log,
 * the lines of all others wait.
 */
final class StderrLog {
  private static volatile Level threshold = Level.INFO;
  private static Thread holder;
  private static final List<String> WAITING = new ArrayList<>();

  private StderrLog() {}

  /** Has slf4j log here; without effect once a logger was made. */
  static void install(Level level) {
    threshold = level;
    System.setProperty("slf4j.provider", StderrProvider.class.getName());
    System.setProperty("slf4j.internal.verbosity", "WARN");
  }

  static boolean isEnabled(Level level) {
    Level least = threshold;
    return least != null && level.toInt() >= least.toInt();
  }

  /** Lets only this thread's lines through, for now. */
  static synchronized void hold() {
    holder = Thread.currentThread();
  }

  /** Lets all lines through, those that waited first. */
  static synchronized void release() {
    holder = null;
    WAITING.forEach(System.err::print);
    WAITING.clear();
  }

  static void write(Level level, String message) {
    String line = line(System.currentTimeMillis(), level, message);
    synchronized (StderrLog.class) {
      if (holder == null || holder == Thread.currentThread()) {
        System.err.print(line);
      } else {
        WAITING.add(line);
      }
    }
  }

  /** One line; written without a formatter, which would take longer to load than to run. */
  static String line(long millis, Level level, String message) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000), 0, ZoneOffset.UTC);
    StringBuilder line = new StringBuilder(80 + message.length());
    line.append(time.toLocalDate()).append('T');
    padded(line, time.getHour(), 2).append(':');
    padded(line, time.getMinute(), 2).append(':');
    padded(line, time.getSecond(), 2).append('.');
    padded(line, (int) Math.floorMod(millis, 1000L), 3).append("Z ");
    line.append(level).append(' ').append(message);
    return line.append(System.lineSeparator()).toString();
  }

  private static StringBuilder padded(StringBuilder line, int number, int width) {
    String digits = Integer.toString(number);
    for (int i = digits.length(); i < width; i++) {
      line.append('0');
    }
    return line.append(digits);
  }
}
