package io.trixter.proxy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** The logger of the runnable jar: every line goes to {@link StderrLog}. */
final class StderrLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1;

  StderrLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return StderrLog.isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return StderrLog.isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return StderrLog.isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return StderrLog.isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return StderrLog.isEnabled(Level.ERROR);
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String pattern, Object[] arguments, Throwable cause) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    if (cause != null) {
      StringWriter trace = new StringWriter();
      cause.printStackTrace(new PrintWriter(trace, true));
      message += System.lineSeparator() + trace.toString().stripTrailing();
    }
    StderrLog.write(level, message);
  }
}
