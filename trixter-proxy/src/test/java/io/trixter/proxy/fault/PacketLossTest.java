package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.PacketLoss.packetLoss;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.fuzz.Fuzzed;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import org.junit.jupiter.api.Test;

/** The attributes of the packet loss; what is lost when is the library's to test. */
class PacketLossTest {
  private static final int SEGMENT = 1460;

  @Test
  void itLosesOneInARowAndWaits200MillisecondsUnlessToldOtherwise() {
    assertThat(packetLoss(0.25).attributes())
        .containsExactly(
            Map.entry("probability", 0.25), Map.entry("burst", 1L), Map.entry("rto", 200L));
    assertThat(packetLoss(0.25).burst(4).rto(ofMillis(7)))
        .hasToString(
            "packet_loss:probability=0.25,burst=4,rto=7,name=packet_loss_downstream,"
                + "stream=downstream,toxicity=1.0");
    assertThat(FaultSpec.parse("packet_loss:probability=0.25,burst=4").attributes())
        .containsEntry("rto", 200L);
  }

  @Test
  void aSegmentThatIsLostHoldsAllBehindItUntilItIsRetransmitted() {
    FaultHarness link = FaultHarness.of(packetLoss(1)).write(2 * SEGMENT).end();
    link.advance(200 + 400 + 800);
    assertThat(link.log).isEmpty();
    link.update(Map.of("probability", 0.0));
    assertThat(link.log).containsExactly("1400 ms: write 2920", "1400 ms: end");
  }

  @Test
  void theTimeToARetransmissionIsTheRto() {
    FaultHarness link = FaultHarness.of(packetLoss(.5).rto(ofMillis(1000)));
    for (int i = 0; i < 100; i++) {
      link.write(SEGMENT);
    }
    link.advance(1_000_000_000);
    assertThat(link.received.size()).isEqualTo(100 * SEGMENT);
    assertThat(link.log).hasSize(100).allMatch(line -> line.matches("(\\d+000|0) ms: write 1460"));
    link.assertInOrder();
  }

  @Test
  void aProbabilityOrAnRtoOfZeroIsOff() {
    assertThat(FaultHarness.of(packetLoss(0)).rule().isOff()).isTrue();
    assertThat(FaultHarness.of(packetLoss(1).rto(ZERO)).rule().isOff()).isTrue();
    assertThat(FaultHarness.of(packetLoss(1)).rule().isOff()).isFalse();
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    FaultSpec.of(PacketLoss.TYPE, Map.of("rto", -1)); // like 0
    assertThatThrownBy(() -> packetLoss(1.5))
        .hasMessage("probability must be between 0.0 and 1.0 (got 1.5)");
    assertThatThrownBy(() -> packetLoss(1).burst(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("burst must be a whole number between 1 and 9223372036854775807 (got 0)");
    assertThatThrownBy(() -> packetLoss(1).rto(ofNanos(1)))
        .hasMessageStartingWith("rto must be whole ms between PT0S and ");
  }

  @Fuzzed
  void everyByteArrivesOnceAndInOrderWhateverIsSetMeanwhile(@ForAll long seed) {
    Random random = new Random(seed);
    FaultHarness link = FaultHarness.of(packetLoss(random.nextDouble()));
    link.wireTakesAtMost(random.nextInt(1, 3000));
    int written = 0;
    for (int i = 0; i < 30; i++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          int bytes = random.nextInt(1, 5000);
          written += bytes;
          link.write(bytes);
        }
        case 1 ->
            link.update(
                random.nextBoolean()
                    ? Map.of("probability", random.nextDouble(), "burst", random.nextInt(1, 9))
                    : Map.of("rto", random.nextInt(3)));
        default -> link.advance(random.nextInt(500));
      }
    }
    link.end().remove().assertInOrder();
    assertThat(link.received.size()).isEqualTo(written);
    assertThat(link.log).last().asString().endsWith(": end");
  }
}
