package io.trixter.proxy.cli;

/** How much is logged. */
enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  OFF
}
