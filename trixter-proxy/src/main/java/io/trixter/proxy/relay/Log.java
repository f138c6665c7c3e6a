package io.trixter.proxy.relay;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy's log, made when it is first written to: the listener need not wait for that, which is
 * some 10 ms (docs/performance.md, "Starting").
 */
public final class Log {
  /** The logger, which has the name of the class that users know. */
  public static final Logger LOG = LoggerFactory.getLogger("io.trixter.proxy.Proxy");

  private Log() {}
}
