package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is done by hand to one connection, or to all. */
@InBrowser
class ConnectionActionsTest {
  @Test
  void aKnobOfOneConnectionLeavesTheOthersAlone() throws IOException {
    try (Scene scene = new Scene();
        Peer delayed = scene.client();
        Peer other = scene.client()) {
      scene.row(delayed).set("delay", "200");

      assertThat(Scene.roundTrip(delayed)).isGreaterThanOrEqualTo(2 * 200);
      assertThat(scene.connectionOf(other).isOff()).isTrue();
    }
  }

  @Test
  void aKilledConnectionEndsForTheReasonGivenAndTheOthersStay() throws IOException {
    try (Scene scene = new Scene();
        Peer killed = scene.client();
        Peer other = scene.client()) {
      scene.row(killed).kill("it was too slow");

      assertThat(killed.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
      scene.page.awaitText("#log [data-kind='ended']", "it was too slow");
      other.roundTrip();
    }
  }

  @Test
  void allConnectionsAreKilledForTheReasonGiven() throws IOException {
    try (Scene scene = new Scene();
        Peer one = scene.client();
        Peer two = scene.client()) {
      scene.page.click("#kill-all");
      scene.page.confirm("the tide");

      assertThat(one.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
      assertThat(two.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
      scene.page.await(
          "two ends in the log",
          d ->
              scene.page.all("#log [data-kind='ended']").stream()
                      .filter(line -> line.getText().contains("the tide"))
                      .count()
                  == 2);
    }
  }

  @Test
  void aKillThatIsThoughtBetterOfKillsNothing() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      scene.page.click("#kill-all");
      scene.page.click("#confirm-cancel");
      scene.page.awaitGone("#confirm-dialog");

      client.roundTrip();
    }
  }
}
