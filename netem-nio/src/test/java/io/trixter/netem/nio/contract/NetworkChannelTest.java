package io.trixter.netem.nio.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Fault;
import io.trixter.netem.Networks;
import io.trixter.netem.contract.NetworkContract;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class NetworkChannelTest extends NetworkContract {
  NetworkChannelTest() {
    super(new ChannelHarness());
  }

  @Test
  void whatIsWrittenArrivesALatencyLate() throws IOException {
    ChannelHarness link = new ChannelHarness();
    link.wrap(Networks.SATELLITE.faults().toArray(Fault[]::new));
    link.write(10);
    link.pass(ofMillis(279));
    assertThat(link.written()).isEmpty();
    link.pass(ofMillis(5));
    assertThat(link.written()).isEqualTo(pattern(10));
  }
}
