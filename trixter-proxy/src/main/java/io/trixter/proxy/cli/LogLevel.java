package io.trixter.proxy.cli;

/** How much is logged. */
enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  OFF;

  private static final String SIMPLE_LOGGER = "org.slf4j.simpleLogger.";

  /**
   * Has slf4j-simple log this much, a line as {@code time INFO message}; to be called before the
   * first logger is made. By system properties rather than its file on the class path, which
   * whoever depends on this module may have too.
   */
  void configure() {
    System.setProperty(SIMPLE_LOGGER + "defaultLogLevel", name());
    System.setProperty(SIMPLE_LOGGER + "showDateTime", "true");
    System.setProperty(SIMPLE_LOGGER + "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    System.setProperty(SIMPLE_LOGGER + "showThreadName", "false");
    System.setProperty(SIMPLE_LOGGER + "showLogName", "false");
  }
}
