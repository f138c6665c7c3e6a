package io.trixter.netem;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each ready-made network around the client's end of a pipe, in virtual time and on one thread. */
@Timeout(60)
class NetworksTest {
  private static final int REQUEST = 1;

  private final VirtualClock clock = new VirtualClock();
  private final Pipe pipe = Netem.pipe(clock);

  static Stream<Network> networks() {
    return Networks.all().stream();
  }

  private Socket client(Network network) throws IOException {
    Network lossless =
        new Network(
            network.name(),
            network.latency(),
            ZERO,
            network.down(),
            network.up(),
            0,
            network.source());
    return Netem.wrap(pipe.client(), lossless.faults().toArray(Fault[]::new));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aRoundTripTakesTheLatencyTwice(Network network) throws IOException {
    Socket client = client(network);
    for (int i = 0; i < 3; i++) {
      Duration begun = clock.elapsed();
      client.getOutputStream().write(i);
      assertThat(pipe.server().getInputStream().read()).isEqualTo(i);
      pipe.server().getOutputStream().write(i);
      assertThat(client.getInputStream().read()).isEqualTo(i);
      long least = 2 * network.latency().toNanos();
      long transfers = nanos(REQUEST, network.up()) + nanos(REQUEST, network.down());
      assertThat(clock.elapsed().minus(begun).toNanos()).isBetween(least, least + transfers + 100);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void whatIsReadComesAtTheRateALatencyLater(Network network) throws IOException {
    Socket client = client(network);
    byte[] bytes = new byte[60_000];
    pipe.server().getOutputStream().write(bytes);
    assertThat(client.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
    assertThat(clock.elapsed().toNanos())
        .isCloseTo(
            network.latency().toNanos() + nanos(bytes.length, network.down()),
            within(Duration.ofMillis(1).toNanos()));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void whatIsWrittenArrivesAtTheRateALatencyLater(Network network) throws IOException {
    Socket client = client(network);
    byte[] bytes = new byte[20_000];
    client.getOutputStream().write(bytes);
    assertThat(pipe.server().getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
    assertThat(clock.elapsed().toNanos())
        .isCloseTo(
            network.latency().toNanos() + nanos(bytes.length, network.up()),
            within(Duration.ofMillis(1).toNanos()));
  }

  private static long nanos(long bytes, long rate) {
    return bytes * 1_000_000_000L / rate;
  }

  @Test
  void aNetworkThatLosesStallsBothWays() throws IOException {
    var network = new Network("lossy", ofMillis(100), ZERO, 0, 0, .5, "a test");
    Socket client = Netem.wrap(pipe.client(), network.faults().toArray(Fault[]::new));
    byte[] bytes = new byte[50 * Stall.SEGMENT];
    pipe.server().getOutputStream().write(bytes, 0, 40 * Stall.SEGMENT);
    client.getInputStream().readNBytes(40 * Stall.SEGMENT);
    Duration read = clock.elapsed();
    assertThat(read).isGreaterThan(ofMillis(100 + 200));
    client.getOutputStream().write(bytes, 0, 40 * Stall.SEGMENT);
    pipe.server().getInputStream().readNBytes(40 * Stall.SEGMENT);
    assertThat(clock.elapsed().minus(read)).isGreaterThan(ofMillis(100 + 200));
  }

  @Test
  void whatHasComeWhileAReadWasAwayIsNotHeldAgain() throws IOException {
    Socket client = client(Networks.SATELLITE);
    pipe.server().getOutputStream().write(new byte[100]);
    assertThat(client.getInputStream().read(new byte[50])).isEqualTo(50);
    clock.advance(ofMillis(500));
    Duration begun = clock.elapsed();
    assertThat(client.getInputStream().read(new byte[50])).isEqualTo(50);
    assertThat(clock.elapsed().minus(begun)).isLessThan(ofMillis(5));
  }

  @Test
  void jitterMovesTheDelayUpAndDownAndStaysWithinItsBounds() throws IOException {
    var network = new Network("jittery", ofMillis(100), ofMillis(20), 0, 0, 0, "a test");
    Socket client = Netem.wrap(pipe.client(), network.faults().toArray(Fault[]::new));
    var times = new HashSet<Duration>();
    for (int i = 0; i < 50; i++) {
      clock.advance(ofMillis(5));
      Duration begun = clock.elapsed();
      pipe.server().getOutputStream().write(i);
      assertThat(client.getInputStream().read()).isEqualTo(i);
      times.add(clock.elapsed().minus(begun));
    }
    assertThat(times).allSatisfy(t -> assertThat(t).isBetween(ofMillis(80), ofMillis(120)));
    assertThat(times).anySatisfy(t -> assertThat(t).isLessThan(ofMillis(100)));
    assertThat(times).anySatisfy(t -> assertThat(t).isGreaterThan(ofMillis(100)));
  }

  @Test
  void theLongestTimesAreTakenToo() throws IOException {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE);
    for (Duration latency : new Duration[] {ZERO, longest}) {
      try (Pipe far = Netem.pipe(new VirtualClock())) {
        var network = new Network("far", latency, longest, 0, 0, 0, "a test");
        Socket client = Netem.wrap(far.client(), network.faults().toArray(Fault[]::new));
        far.server().getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(7);
      }
    }
  }

  @Test
  void whatIsAvailableHasTravelled() throws IOException {
    Socket client = client(Networks.SATELLITE);
    pipe.server().getOutputStream().write(new byte[10]);
    assertThat(client.getInputStream().available()).isZero();
    clock.advance(ofMillis(279));
    assertThat(client.getInputStream().available()).isZero();
    clock.advance(ofMillis(1));
    assertThat(client.getInputStream().available()).isEqualTo(10);
  }

  @Test
  void eachCallMakesFaultsOfItsOwn() {
    assertThat(Networks.EDGE.faults()).doesNotContainAnyElementsOf(Networks.EDGE.faults());
  }

  @Test
  void findsANetworkByItsNameInAnyCase() {
    assertThat(Networks.all()).allSatisfy(n -> assertThat(Networks.find(n.name())).contains(n));
    assertThat(Networks.find("EDGE")).contains(Networks.EDGE);
    assertThat(Networks.find("token ring")).isEmpty();
  }

  @Test
  void namesAreUniqueAndLowerCaseAndHaveASource() {
    assertThat(Networks.all()).extracting(Network::name).doesNotHaveDuplicates();
    assertThat(Networks.all())
        .allSatisfy(
            network -> {
              assertThat(network.name()).matches("[a-z0-9-]+");
              assertThat(network.source()).contains("https://");
            });
  }

  @Test
  void refusesFiguresOutOfRange() {
    assertThatThrownBy(() -> new Network("n", ofMillis(-1), ZERO, 0, 0, 0, "s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
    assertThatThrownBy(() -> new Network("n", ZERO, ZERO, -1, 0, 0, "s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> new Network("n", ZERO, ZERO, 0, 0, 1.5, "s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }
}
