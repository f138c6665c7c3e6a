package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Faults that are added, changed and removed by hand act on real traffic. */
@InBrowser
class FaultActionsTest {
  private static final String A_MINUTE = "60000";

  @Test
  void anAddedLatencyIsFelt() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      FaultCard latency = scene.page.addFault("latency", "downstream", "latency", "300");

      assertThat(Scene.roundTrip(client)).isGreaterThanOrEqualTo(300);
      latency.awaitApplied();
    }
  }

  @Test
  void aRemovedLatencyLetsOutWhatItHeld() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      FaultCard latency = scene.page.addFault("latency", "upstream", "latency", A_MINUTE);
      client.send("ping");
      latency.awaitApplied();
      latency.remove();

      assertThat(client.receive(4)).asString().isEqualTo("ping");
    }
  }

  @Test
  void aSliderSetsALatencyWhileItMoves() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      FaultCard latency = scene.page.addFault("latency", "downstream", "latency", "0");
      latency.slider("latency").sendKeys(Keys.END);
      latency.awaitValue("latency", A_MINUTE);
      client.send("ping");
      latency.awaitApplied();
      latency.slider("latency").sendKeys(Keys.HOME);
      latency.awaitValue("latency", "0");

      assertThat(client.receive(4)).asString().isEqualTo("ping");
    }
  }

  @Test
  void aNumberThatIsTypedSetsALatency() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      FaultCard latency = scene.page.addFault("latency", "downstream", "latency", A_MINUTE);
      client.send("ping");
      latency.awaitApplied();
      latency.type("latency", "400");

      assertThat(client.receive(4)).asString().isEqualTo("ping");
      assertThat(Scene.roundTrip(client)).isGreaterThanOrEqualTo(400);
    }
  }
}
