package io.trixter.benchmarks.growth;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * One figure over the number of connections.
 *
 * @param floor the least value shown where the scale is logarithmic; 0 for a linear one
 */
record Panel(String title, ToDoubleFunction<Cell> figure, double floor) {
  /** Told apart by most eyes, and in grey. */
  private static final Color[] COLORS = {
    new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73)
  };

  private static final Color GRID = new Color(0xDDDDDD);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 13);
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  private static final float STROKE = 2;
  private static final double DOT = 6;

  static List<Panel> all() {
    return List.of(
        new Panel("CPU while idle, % of one processor", Cell::idleCpu, 0),
        new Panel("CPU while busy, µs per round trip", Cell::cpuPerTrip, 0),
        new Panel("Round trip beyond the delay, p50, ms", Cell::late50, 0.01),
        new Panel("Resident memory, growth, MB", Cell::busyMemory, 0.1),
        new Panel("Live heap, MB", Cell::heap, 0.1),
        new Panel("Round trip beyond the delay, p99, ms", Cell::late99, 0.01));
  }

  JFreeChart chart(List<Cell> cells) {
    JFreeChart chart = ChartFactory.createXYLineChart(title, "connections", "", lines(cells));
    StandardChartTheme theme = new StandardChartTheme("plain");
    theme.setPlotBackgroundPaint(Color.WHITE);
    theme.setExtraLargeFont(TITLE);
    theme.setLargeFont(TEXT);
    theme.setRegularFont(TEXT);
    theme.setDomainGridlinePaint(GRID);
    theme.setRangeGridlinePaint(GRID);
    theme.apply(chart);
    XYPlot plot = chart.getXYPlot();
    NumberAxis connections = new LogarithmicAxis("connections");
    connections.setLabelFont(TEXT);
    plot.setDomainAxis(connections);
    plot.setRangeAxis(floor > 0 ? decades(cells) : fromZero());
    plot.setRenderer(renderer());
    return chart;
  }

  private XYSeriesCollection lines(List<Cell> cells) {
    XYSeriesCollection lines = new XYSeriesCollection();
    for (Setting setting : Setting.values()) {
      XYSeries line = new XYSeries(setting.label());
      for (Cell cell : cells) {
        double value = figure.applyAsDouble(cell);
        if (cell.setting() == setting && !Double.isNaN(value)) {
          line.add(cell.connections(), Math.max(floor, value));
        }
      }
      lines.addSeries(line);
    }
    return lines;
  }

  private NumberAxis decades(List<Cell> cells) {
    DoubleSummaryStatistics values =
        cells.stream().mapToDouble(figure).filter(each -> each > floor).summaryStatistics();
    NumberAxis axis = new LogarithmicAxis(null);
    if (values.getCount() > 0) {
      double least = Math.pow(10, Math.floor(Math.log10(values.getMin())));
      axis.setRange(least, Math.pow(10, Math.floor(Math.log10(values.getMax())) + 1));
    }
    return axis;
  }

  private static NumberAxis fromZero() {
    NumberAxis axis = new NumberAxis();
    axis.setAutoRangeIncludesZero(true);
    return axis;
  }

  private static XYLineAndShapeRenderer renderer() {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    for (int i = 0; i < COLORS.length; i++) {
      renderer.setSeriesPaint(i, COLORS[i]);
      renderer.setSeriesStroke(i, new BasicStroke(STROKE));
      renderer.setSeriesShape(i, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
    }
    return renderer;
  }
}
