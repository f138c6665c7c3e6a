package io.trixter.proxy.cli;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The slf4j backend of the runnable jar. Chosen by name, never found by itself, so that whoever
 * depends on this module keeps the backend that they have.
 */
public final class StderrProvider implements SLF4JServiceProvider {
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  /** For slf4j, which makes it by name. */
  public StderrProvider() {}

  /** Makes loggers that write to standard error. */
  @Override
  public ILoggerFactory getLoggerFactory() {
    return StderrLogger::new;
  }

  /** Markers, which these loggers ignore. */
  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  /** A context that keeps nothing. */
  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  /** The version of the slf4j interface that this is written for. */
  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  /** Nothing to prepare. */
  @Override
  public void initialize() {}
}
