package io.trixter.proxy.cli;

import java.util.Locale;

/** How much is logged. */
enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  OFF;

  /** The level that Toxiproxy calls so; null for an empty text and for one that is no level. */
  static LogLevel ofToxiproxy(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "trace" -> TRACE;
      case "debug" -> DEBUG;
      case "info" -> INFO;
      case "warn", "warning" -> WARN;
      case "error", "fatal", "panic" -> ERROR;
      case "disabled" -> OFF;
      default -> null;
    };
  }

  /** Whether this, from the environment, is a text that Toxiproxy would ignore. */
  static boolean isNoneOfToxiproxy(String name) {
    return name != null && !name.isEmpty() && ofToxiproxy(name) == null;
  }
}
