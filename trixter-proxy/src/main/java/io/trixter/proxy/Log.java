package io.trixter.proxy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy's log, made when it is first written to: the listener need not wait for that. */
final class Log {
  static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

  private Log() {}
}
