package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FaultRecord;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Peer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Knobs of chance that are set during a replay: the record decides, whatever they say. */
class ReplayedKnobsTest {
  private static final HostConfig HOST = new HostConfig().withSeed(7);

  private static void set(Lab lab, String knob, double probability) throws IOException {
    String body = "{\"probability_rate\":" + probability + "}";
    assertThat(lab.call("PATCH", knob, body).status()).isEqualTo(202);
  }

  /**
   * What comes back of 40 messages, while the knobs become {@code first} and then {@code later}.
   */
  private static String echoed(Lab lab, double first, double later) throws IOException {
    set(lab, "/defaults/corruption", first);
    try (Peer client = Peer.connect(lab.proxy)) {
      for (int i = 0; i < 40; i++) {
        if (i == 20) {
          set(lab, "/defaults/corruption?open=true", later);
        }
        client.send("message " + i);
      }
      client.finish();
      return client.receiveAll();
    }
  }

  @Test
  void corruptionIsThatOfTheRecord() throws IOException {
    String recorded;
    FaultRecord record;
    try (Lab lab = new Lab(new ApiOptions(), HOST.withRecord(""))) {
      recorded = echoed(lab, 1, 0.5); // the first chunk at least, however few there are
      record = lab.proxy.record();
    }
    assertThat(record.events()).isNotEmpty();
    double[][] knobs = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};
    for (double[] each : knobs) {
      try (Lab lab = new Lab(new ApiOptions(), HOST.withReplay(record))) {
        assertThat(echoed(lab, each[0], each[1])).isEqualTo(recorded);
        assertThat(lab.proxy.proxyHost().replay().unplaced()).isEmpty();
      }
    }
  }

  @Test
  void aTerminationIsNoneWhereTheRecordHasNone() throws IOException {
    try (Lab lab = new Lab(new ApiOptions(), HOST.withReplay(new FaultRecord()))) {
      try (Peer open = Peer.connect(lab.proxy)) {
        open.roundTrip();
        set(lab, "/connections/_all/termination", 1);
        open.roundTrip();
      }
      set(lab, "/defaults/termination", 1);
      try (Peer later = Peer.connect(lab.proxy)) {
        later.roundTrip();
      }
    }
  }
}
