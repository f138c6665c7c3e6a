package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Fault;
import io.trixter.netem.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the faults of a {@link Network} do, whatever they are wrapped around. */
public abstract class NetworkContract {
  private final Harness link;

  protected NetworkContract(Harness link) {
    this.link = link;
    List<Fault> faults =
        new Network("test", ofMillis(300), ZERO, 20_000, 10_000, 0, "a test").faults();
    link.wrap(faults.toArray(Fault[]::new));
  }

  private byte[] readAll(int bytes) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (read.size() < bytes) {
      read.write(link.read(8192));
    }
    return read.toByteArray();
  }

  @Test
  void whatIsReadComesALatencyLateAndThenAtTheRate() throws IOException {
    link.feed(pattern(100_000));
    assertThat(readAll(100_000)).isEqualTo(pattern(100_000));
    assertThat(link.elapsed()).isBetween(ofMillis(5_295), ofMillis(5_310));
  }

  @Test
  void whatIsReadLaterIsALatencyLateAgain() throws IOException {
    for (int i = 1; i <= 3; i++) {
      Duration begun = link.elapsed();
      link.feed(pattern(20));
      assertThat(readAll(20)).isEqualTo(pattern(20));
      assertThat(link.elapsed().minus(begun)).isBetween(ofMillis(300), ofMillis(303));
      link.pass(ofMillis(10));
    }
  }
}
