package io.trixter.benchmarks.growth;

import io.trixter.benchmarks.process.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every setting at every point, printed as they come, and then plotted. */
public final class Sweep {
  private Sweep() {}

  /** Measures, and writes {@code growth.svg} and {@code growth.csv}. */
  public static void run(Plan plan, PrintStream out) throws IOException, InterruptedException {
    String title =
        String.format(
            Locale.ROOT,
            "%s, %s, %s; %,d round trips of %d bytes per second",
            plan.proxy().version(),
            LocalDate.now(),
            Machine.describe(),
            plan.rate(),
            Line.BYTES);
    out.printf(Locale.ROOT, "%s, load %.2f%n%n%s", title, Machine.load(), Figures.heads());
    List<Cell> cells = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      for (int connections : plan.points()) {
        Cell cell = Experiment.run(plan, setting, connections);
        out.println(Figures.line(cell));
        cells.add(cell);
      }
    }
    Files.createDirectories(plan.directory());
    Path plot = plan.directory().resolve("growth.svg");
    Path figures = plan.directory().resolve("growth.csv");
    Page.write(plot, title, cells);
    Figures.write(figures, title, cells);
    out.printf(Locale.ROOT, "%nload %.2f; see %s and %s%n", Machine.load(), plot, figures);
  }
}
