package io.trixter.proxy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Logs to the program's log: {@code time LEVEL message} and, where there is an exception, its stack
 * trace. The time is ISO 8601 with milliseconds and offset, in ASCII digits in every locale.
 */
final class LineLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

  private static volatile LogLevel threshold = LogLevel.INFO;

  /** Sets the least level that is logged, for all loggers. */
  static void threshold(LogLevel level) {
    threshold = level;
  }

  /** One line of the log, or several where {@code thrown} is not null. */
  static String line(Level level, String message, Throwable thrown) {
    StringBuilder line = new StringBuilder();
    TIME.formatTo(OffsetDateTime.now(ZoneId.systemDefault()), line);
    line.append(' ').append(level).append(' ').append(message).append(System.lineSeparator());
    if (thrown != null) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace, true));
      line.append(trace.getBuffer());
    }
    return line.toString();
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    LogProvider.LOG.add(line(level, message, thrown));
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return null;
  }

  private static boolean isEnabled(LogLevel level) {
    return level.compareTo(threshold) >= 0;
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(LogLevel.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(LogLevel.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(LogLevel.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(LogLevel.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(LogLevel.ERROR);
  }
}
