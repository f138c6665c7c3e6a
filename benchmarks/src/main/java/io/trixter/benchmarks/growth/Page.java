package io.trixter.benchmarks.growth;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Every {@link Panel} on one page, as SVG. */
final class Page {
  private static final int COLUMNS = 3;
  private static final int WIDTH = 480;
  private static final int HEIGHT = 340;
  private static final int GAP = 20;
  private static final int HEAD = 36;
  private static final int LEFT = 12;
  private static final int BASE = 23;
  private static final int FONT = 13;

  private Page() {}

  static void write(Path file, String title, List<Cell> cells) throws IOException {
    List<Panel> panels = Panel.all();
    int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
    int height = HEAD + rows * HEIGHT;
    VectorGraphics2D page = new VectorGraphics2D();
    page.setColor(Color.WHITE);
    page.fillRect(0, 0, COLUMNS * WIDTH, height);
    page.setColor(Color.DARK_GRAY);
    page.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT));
    page.drawString(title, LEFT, BASE);
    for (int i = 0; i < panels.size(); i++) {
      int x = i % COLUMNS * WIDTH;
      int y = HEAD + i / COLUMNS * HEIGHT;
      Rectangle place = new Rectangle(x, y, WIDTH, HEIGHT - GAP);
      panels.get(i).chart(cells).draw(page, place);
    }
    ByteArrayOutputStream svg = new ByteArrayOutputStream();
    PageSize size = new PageSize(0, 0, COLUMNS * WIDTH, height);
    new SVGProcessor().getDocument(page.getCommands(), size).writeTo(svg);
    Files.writeString(file, portable(svg.toString(StandardCharsets.UTF_8)));
  }

  /** With the reader's font instead of this machine's, and no more digits than can be seen. */
  private static String portable(String svg) {
    return svg.replaceAll("font-family:&quot;[^&]*&quot;", "font-family:sans-serif")
        .replaceAll("(\\d\\.\\d\\d)\\d+", "$1");
  }
}
