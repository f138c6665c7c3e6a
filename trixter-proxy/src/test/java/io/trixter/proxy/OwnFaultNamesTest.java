package io.trixter.proxy;

import static io.trixter.proxy.fault.Corruption.corruption;
import static io.trixter.proxy.fault.Termination.termination;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FaultRecord;
import io.trixter.netem.kernel.FaultEvent;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.Direction;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared faults that are named as a connection's own are: a record tells them apart. */
class OwnFaultNamesTest {
  private static Trixter to(Upstream upstream, FaultSpec... shared) {
    Trixter trixter = Trixter.to("127.0.0.1", upstream.port()).seed(7);
    for (FaultSpec each : shared) {
      trixter = trixter.fault(each.toward(Direction.UPSTREAM));
    }
    return trixter;
  }

  /** What the server receives of 60 messages. */
  private static String received(Upstream upstream, Proxy proxy) throws Exception {
    try (Peer client = Peer.connect(proxy);
        Peer server = upstream.take()) {
      for (int i = 0; i < 60; i++) {
        client.send("message " + i);
      }
      client.finish();
      return server.receiveAll();
    }
  }

  @Test
  void eachDoesItsOwnPartAgain() throws Exception {
    FaultSpec[] shared = {
      corruption(1).named("own corruption"),
      corruption(1).named("shared own corruption"),
      corruption(1).named("corruption").toxicity(0.5)
    };
    FaultRecord record;
    String recorded;
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy = to(upstream, shared).corrupt(1).record().start()) {
      recorded = received(upstream, proxy);
      record = proxy.record();
    }
    assertThat(record.events())
        .extracting(FaultEvent::fault)
        .contains("own corruption", "shared own corruption", "shared shared own corruption");
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy = to(upstream, shared).replay(record).start()) {
      assertThat(received(upstream, proxy)).isEqualTo(recorded);
      assertThat(proxy.proxyHost().replay().unplaced()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTerminationIsThatOfTheFaultThatDrewIt(boolean own) throws IOException {
    FaultSpec[] shared = {termination(own ? 0 : 1).named("own termination")};
    FaultRecord record;
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = to(upstream, shared).terminate(own ? 1 : 0).record().start()) {
      terminate(proxy);
      record = proxy.record();
    }
    assertThat(record.events())
        .singleElement()
        .extracting(FaultEvent::fault)
        .isEqualTo(own ? "own termination" : "shared own termination");
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = to(upstream, shared).replay(record).start()) {
      terminate(proxy);
      assertThat(proxy.proxyHost().replay().unplaced()).isEmpty();
    }
  }

  private static void terminate(Proxy proxy) throws IOException {
    try (Peer client = Peer.connect(proxy)) {
      client.send("x");
      assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    }
  }
}
