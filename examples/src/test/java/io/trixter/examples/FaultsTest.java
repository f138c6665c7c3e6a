package io.trixter.examples;

import static io.trixter.proxy.fault.Latency.latency;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.Trixter;
import io.trixter.proxy.fault.FaultSpec;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The snippets of docs/faults.md. */
class FaultsTest {
  private EchoServer server;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new EchoServer();
    proxy = Trixter.to("localhost", server.port()).start();
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void aFaultIsAddedChangedAndRemoved() {
    FaultSpec fault =
        latency(ofMillis(100)).jitter(ofMillis(20)).toxicity(0.5).upstream().named("slow");
    FaultSpec same =
        FaultSpec.parse("latency:latency=100,jitter=20,toxicity=0.5,stream=upstream,name=slow");

    SharedFault slow = proxy.faults().add(fault); // in force on every open connection
    slow.set("latency", 200);
    slow.remove();
    assertEquals(fault, same);
    assertEquals(0, proxy.faults().list().size());
  }

  @Test
  void aFaultOfTheLibraryGoesIntoAProxy() {
    ThrottledWriter throttle = new ThrottledWriter(10_000);
    proxy.faults().add(FaultSpec.of("uplink", throttle).upstream()); // one for all connections
    proxy
        .faults()
        .add(FaultSpec.of("flaky", () -> new Terminator(0.01)).toxicity(0.5)); // one for each
    throttle.set(20_000);
    assertEquals(2, proxy.faults().list().size());
  }

  @Test
  void aTypeOfYourOwnDelaysWhatFollowsCommit() throws IOException {
    proxy.faults().add(FaultSpec.of(new CommitDelay()).with("delay", 50).upstream());
    try (Socket client = new Socket(proxy.host(), proxy.port())) {
      long start = System.nanoTime();
      client.getOutputStream().write("COMMIT;".getBytes(US_ASCII));
      client.getInputStream().readNBytes(7);
      assertTrue(System.nanoTime() - start >= ofMillis(50).toNanos());
    }
  }
}
