package io.trixter.benchmarks.sidebyside;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A table in Markdown, a line at a time. */
final class Table {
  private static final int NAME = 31;
  private static final int FIGURE = 20;
  private static final int CELL = 12;

  private final PrintStream out;

  /** Begins one, after a blank line. */
  Table(PrintStream out, String first, String second, List<String> heads) {
    this.out = out;
    out.println();
    print(first, second, heads);
    print("---", "---", Collections.nCopies(heads.size(), "---:"));
  }

  /** Adds a line; what is not known is a dash. */
  void add(String name, String figure, String better, List<OptionalDouble> ratios) {
    List<String> cells = new ArrayList<>();
    cells.add(better);
    ratios.forEach(each -> cells.add(text(each)));
    print(name, figure, cells);
  }

  private static String text(OptionalDouble ratio) {
    if (ratio.isEmpty()) {
      return "-";
    }
    double value = ratio.getAsDouble();
    return String.format(
        Locale.ROOT,
        Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) < 0.1 ? "%.4f" : "%.3f",
        value);
  }

  private void print(String name, String figure, List<String> cells) {
    String rest =
        cells.stream()
            .map(each -> String.format(Locale.ROOT, "%" + CELL + "s", each))
            .collect(Collectors.joining(" | "));
    out.printf(Locale.ROOT, "| %-" + NAME + "s | %-" + FIGURE + "s | %s |%n", name, figure, rest);
    out.flush();
  }
}
