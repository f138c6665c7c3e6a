package io.trixter.proxy.demo;

import java.io.PrintStream;
import java.util.Locale;

/** The tour's table, printed row by row as it is measured, and how its figures look. */
final class Table {
  private final PrintStream out;

  Table(PrintStream out) {
    this.out = out;
  }

  void row(String fault, String roundTrip, String throughput, String note) {
    out.print(
        String.format(Locale.ROOT, "  %-26s %-18s %-14s %s%n", fault, roundTrip, throughput, note));
    out.flush();
  }

  static String millis(double nanos) {
    double millis = nanos / 1e6;
    return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
  }

  static String rate(double bytesPerSecond) {
    return bytesPerSecond < 1e6
        ? String.format(Locale.ROOT, "%.0f kB/s", bytesPerSecond / 1e3)
        : String.format(
            Locale.ROOT, bytesPerSecond < 1e7 ? "%.1f MB/s" : "%.0f MB/s", bytesPerSecond / 1e6);
  }
}
