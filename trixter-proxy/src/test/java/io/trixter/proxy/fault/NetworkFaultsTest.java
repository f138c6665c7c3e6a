package io.trixter.proxy.fault;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.Network;
import io.trixter.netem.Networks;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks as faults of the catalogue. */
class NetworkFaultsTest {
  private static Network network(Duration latency, Duration jitter, long down, double loss) {
    return new Network("n", latency, jitter, down, 0, loss, "nowhere");
  }

  private static List<String> texts(Network network) {
    return NetworkFaults.of(network).stream().map(FaultSpec::toString).toList();
  }

  @Test
  void aNetworkHasARateAndALatencyInEachDirection() {
    assertThat(texts(Networks.EDGE))
        .containsExactly(
            "bandwidth:rate=25,shared=0,name=edge_bandwidth_upstream,stream=upstream,toxicity=1.0",
            "latency:latency=420,jitter=0,name=edge_latency_upstream,stream=upstream,toxicity=1.0",
            "bandwidth:rate=30,shared=0,name=edge_bandwidth_downstream,stream=downstream,toxicity=1.0",
            "latency:latency=420,jitter=0,name=edge_latency_downstream,stream=downstream,"
                + "toxicity=1.0");
  }

  @Test
  void whatIsLostIsLostBetweenTheRateAndTheLatency() {
    assertThat(texts(network(ofMillis(1), ZERO, 1000, .1)))
        .containsExactly(
            "packet_loss:probability=0.1,burst=1,rto=200,name=n_packet_loss_upstream,"
                + "stream=upstream,toxicity=1.0",
            "latency:latency=1,jitter=0,name=n_latency_upstream,stream=upstream,toxicity=1.0",
            "bandwidth:rate=1,shared=0,name=n_bandwidth_downstream,stream=downstream,toxicity=1.0",
            "packet_loss:probability=0.1,burst=1,rto=200,name=n_packet_loss_downstream,"
                + "stream=downstream,toxicity=1.0",
            "latency:latency=1,jitter=0,name=n_latency_downstream,stream=downstream,toxicity=1.0");
  }

  @Test
  void whatANetworkDoesNotHaveHasNoFault() {
    assertThat(texts(network(ZERO, ZERO, 0, 0))).isEmpty();
    assertThat(texts(network(ZERO, ofMillis(3), 0, 0)))
        .hasSize(2)
        .allMatch(text -> text.startsWith("latency:latency=0,jitter=3,"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1499, 1",
    "1500, 2",
    "2500, 3",
    "6125, 6",
    "9223372036854775807, 9223372036854776"
  })
  void aRateIsRoundedToAKilobyteAndIsNeverZero(long bytesPerSecond, long rate) {
    assertThat(NetworkFaults.of(network(ZERO, ZERO, bytesPerSecond, 0)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.attributes()).containsEntry("rate", rate));
  }

  @Test
  void aTimeIsRoundedToAMillisecond() {
    Network odd = network(ofNanos(1_500_000), ofNanos(499_999), 0, 0);
    assertThat(NetworkFaults.of(odd).get(0).attributes())
        .containsEntry("latency", 2L)
        .containsEntry("jitter", 0L);
  }

  @Test
  void aNameInAnyCaseIsFoundAndOneThatIsNoneIsRefusedWithThoseThatAre() {
    assertThat(NetworkFaults.find("EDGE")).isSameAs(Networks.EDGE);
    assertThatThrownBy(() -> NetworkFaults.find("5g"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("network must be one of dial-up, gprs, edge, ")
        .hasMessageEndingWith(", satellite (got 5g)");
  }
}
