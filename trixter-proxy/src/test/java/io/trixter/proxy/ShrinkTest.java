package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FaultRecord;
import io.trixter.netem.FaultReplay;
import io.trixter.netem.Netem;
import io.trixter.netem.Shrunk;
import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.FaultEvent.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Which event of a proxy's record a failure needs. */
class ShrinkTest {
  private static final int CONNECTIONS = 5;
  private static final String OF_CONNECTION_3 =
      "the reset after byte 1,204 of connection 3 (trixter, upstream write, own termination)";

  /** A record with garbage at each connection's 1,000th byte and a reset at the end of one. */
  private static FaultRecord record() {
    FaultRecord record = new FaultRecord();
    for (int i = 0; i < CONNECTIONS; i++) {
      record.add(event(i, "own corruption", 1000, Kind.GARBAGE, 9));
    }
    record.add(event(3, "own termination", 1204, Kind.TERMINATED, 0));
    return record;
  }

  private static FaultEvent event(long connection, String fault, long at, Kind kind, long first) {
    return new FaultEvent("trixter", connection, "upstream write", fault, at, kind, first, 0);
  }

  /** Fails if a connection does not live for 2,000 bytes. */
  private static void relay(FaultReplay replay) throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Trixter.to("127.0.0.1", upstream.port()).start()) {
      proxy.proxyHost().setFaultLog(replay);
      for (int i = 0; i < CONNECTIONS; i++) {
        try (Peer client = Peer.connect(proxy)) {
          client.send(2000);
          client.receive(2000);
        }
      }
    }
  }

  @Test
  void theOneResetThatIsEnoughIsNamed() {
    Shrunk shrunk = Netem.shrink(record(), ShrinkTest::relay);
    assertThat(shrunk).hasToString("this one event is enough: " + OF_CONNECTION_3);
  }
}
