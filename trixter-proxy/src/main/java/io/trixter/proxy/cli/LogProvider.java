package io.trixter.proxy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The program's SLF4J backend: writes to standard error without making any thread wait for its
 * reader. It is no service of the module, so those who use the proxy as a library choose a backend
 * of their own.
 */
public final class LogProvider implements SLF4JServiceProvider {
  private static final int MAX_QUEUED_CHARS = 4 << 20;

  /** The program's log. */
  static final LineQueue LOG =
      new LineQueue(
          standardError(),
          MAX_QUEUED_CHARS,
          lost -> LineLogger.line(Level.WARN, lost + " lines lost", null));

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter contexts = new NOPMDCAdapter();
  private final LineLogger logger = new LineLogger();

  /** {@code System.err} would be one more lock and buffer. */
  private static OutputStream standardError() {
    return new FileOutputStream(FileDescriptor.err);
  }

  /** Creates a provider; SLF4J calls it. */
  public LogProvider() {}

  /**
   * Makes this the backend of the JVM, and its log the place for uncaught exceptions. Must run
   * before the first logger is created. A thread that asks for one while another thread makes SLF4J
   * look for its backend gets a substitute, which writes later, and SLF4J prints a warning; so the
   * threads that preload classes create none.
   */
  static void install() {
    System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, LogProvider.class.getName());
    System.setProperty("slf4j.internal.verbosity", "WARN"); // INFO announces the provider
    Thread.setDefaultUncaughtExceptionHandler(LogProvider::logUncaught);
  }

  private static void logUncaught(Thread thread, Throwable thrown) {
    LoggerFactory.getLogger(Main.class).error("uncaught in {}", thread.getName(), thrown);
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return name -> logger;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    // everything is ready once constructed
  }
}
