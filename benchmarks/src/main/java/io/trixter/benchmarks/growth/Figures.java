package io.trixter.benchmarks.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The cells as text: a table for the eye, and comma-separated values. */
final class Figures {
  private static final String HEAD =
      "faults,connections,idle_cpu_percent,busy_cpu_percent,trips_per_second,cpu_us_per_trip,"
          + "idle_memory_mb,busy_memory_mb,heap_mb,heap_after_mb,late_p50_ms,late_p99_ms";
  private static final String LINE = "\"%s\",%d,%.2f,%.2f,%.0f,%.2f,%.1f,%.1f,%.2f,%.2f,%.3f,%.3f";
  private static final String TABLE_HEAD = "%-30s %6s %7s %7s %8s %8s %8s %8s %8s %8s %8s %8s%n";
  private static final String TABLE =
      "%-30s %6d %7.2f %7.2f %8.0f %8.2f %8.1f %8.1f %8.2f %8.2f %8.3f %8.3f";

  private Figures() {}

  static String heads() {
    return String.format(
            Locale.ROOT,
            TABLE_HEAD,
            "",
            "",
            "idle",
            "busy",
            "",
            "CPU us",
            "idle",
            "busy",
            "heap",
            "heap",
            "late",
            "late")
        + String.format(
            Locale.ROOT,
            TABLE_HEAD,
            "faults",
            "conns",
            "CPU %",
            "CPU %",
            "trips/s",
            "a trip",
            "MB",
            "MB",
            "MB",
            "after",
            "p50 ms",
            "p99 ms");
  }

  static String line(Cell cell) {
    return fill(TABLE, cell);
  }

  static void write(Path file, String comment, List<Cell> cells) throws IOException {
    List<String> lines = new ArrayList<>(List.of("# " + comment, HEAD));
    cells.forEach(each -> lines.add(fill(LINE, each)));
    Files.write(file, lines);
  }

  private static String fill(String pattern, Cell cell) {
    return String.format(
        Locale.ROOT,
        pattern,
        cell.setting().label(),
        cell.connections(),
        cell.idleCpu(),
        cell.busyCpu(),
        cell.tripsPerSecond(),
        cell.cpuPerTrip(),
        cell.idleMemory(),
        cell.busyMemory(),
        cell.heap(),
        cell.heapAfter(),
        cell.late50(),
        cell.late99());
  }
}
