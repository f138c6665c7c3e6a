package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The plots and the figures beside them follow what flows. */
@InBrowser
class PlotTest {
  private static final String HIGHEST = Script.load("highest-pixel.js");
  private static final int HALF = 50;

  @Test
  void theLineOfTrafficRisesWithTheTraffic() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      LivePage page = scene.page;
      page.await("a plot without traffic", d -> highest(page, "traffic-plot", "down") < HALF);
      page.await(
          "a high line",
          d -> {
            send(client);
            return highest(page, "traffic-plot", "down") > HALF;
          });

      assertThat(page.text("#traffic-plot-up")).endsWith("B/s").isNotEqualTo("0 B/s");
      page.awaitText("[data-proxy='echo'] [data-figure='open']", "1 open");
    }
  }

  @Test
  void theTimeHeldIsThatOfTheFault() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      LivePage page = scene.page;
      page.addFault("latency", "upstream", "latency", "200");
      page.await(
          "a time held",
          d -> {
            send(client);
            return highest(page, "held-plot", "up") > HALF;
          });

      assertThat(page.text("#held-plot-up")).endsWith("ms").isNotEqualTo("0 ms");
    }
  }

  /** How high a line of the plot goes, in percent of it. */
  private static long highest(LivePage page, String plot, String line) {
    return (long) page.run(HIGHEST, plot, line);
  }

  private static void send(Peer client) {
    try {
      client.roundTrip(new byte[20_000]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
