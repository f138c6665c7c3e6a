package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.Bandwidth.bandwidth;
import static io.trixter.proxy.fault.BitFlip.bitFlip;
import static io.trixter.proxy.fault.Latency.latency;
import static io.trixter.proxy.fault.LimitData.limitData;
import static io.trixter.proxy.fault.Noop.noop;
import static io.trixter.proxy.fault.PacketLoss.packetLoss;
import static io.trixter.proxy.fault.ResetPeer.resetPeer;
import static io.trixter.proxy.fault.Slicer.slicer;
import static io.trixter.proxy.fault.SlowClose.slowClose;
import static io.trixter.proxy.fault.Timeout.timeout;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.proxy.model.Direction;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault to be added, by its maker, from a map, or from the command line. */
class FaultSpecTest {
  @Test
  void aMakerReadsWell() {
    FaultSpec fault =
        latency(ofMillis(100)).jitter(ofMillis(20)).toxicity(0.5).upstream().named("slow");
    assertThat(fault.type()).isSameAs(Latency.TYPE);
    assertThat(fault.name()).isEqualTo("slow");
    assertThat(fault.direction()).isEqualTo(Direction.UPSTREAM);
    assertThat(fault.toxicity()).isEqualTo(0.5f);
    assertThat(fault.attributes()).isEqualTo(Map.of("latency", 100L, "jitter", 20L));
  }

  @Test
  void eachTypeHasAMaker() {
    assertThat(bandwidth(7)).hasToString(text("bandwidth", "rate=7,shared=0,"));
    assertThat(bandwidth(7).shared()).hasToString(text("bandwidth", "rate=7,shared=1,"));
    assertThat(packetLoss(.1).burst(2).rto(ofMillis(7)))
        .hasToString(text("packet_loss", "probability=0.1,burst=2,rto=7,"));
    assertThat(bitFlip(.1)).hasToString(text("bit_flip", "probability=0.1,"));
    assertThat(slowClose(ofMillis(7))).hasToString(text("slow_close", "delay=7,"));
    assertThat(timeout(ofMillis(7))).hasToString(text("timeout", "timeout=7,"));
    assertThat(resetPeer(ofMillis(7))).hasToString(text("reset_peer", "timeout=7,"));
    assertThat(limitData(7)).hasToString(text("limit_data", "bytes=7,"));
    assertThat(noop()).hasToString(text("noop", ""));
    assertThat(slicer(7).variation(8).delay(ofNanos(9000)))
        .hasToString(text("slicer", "average_size=7,size_variation=8,delay=9,"));
  }

  private static String text(String type, String attributes) {
    return type + ":" + attributes + "name=" + type + "_downstream,stream=downstream,toxicity=1.0";
  }

  @Test
  void theNameFollowsTheDirectionUntilItIsGiven() {
    assertThat(noop().name()).isEqualTo("noop_downstream");
    assertThat(noop().upstream().name()).isEqualTo("noop_upstream");
    assertThat(noop().named("a").upstream().name()).isEqualTo("a");
    assertThat(noop().named("a").named("").downstream().name()).isEqualTo("noop_downstream");
  }

  @Test
  void specificationsOfTheSameFaultAreEqualHoweverTheyWereMade() {
    FaultSpec fault = latency(ofMillis(7)).upstream().toxicity(0.5);
    String text = "latency:latency=7,stream=upstream,toxicity=0.5";
    assertThat(fault).isEqualTo(FaultSpec.parse(text)).hasSameHashCodeAs(FaultSpec.parse(text));
    assertThat(fault).isEqualTo(fault.named("latency_upstream"));
    assertThat(fault.hashCode()).isEqualTo(fault.named("latency_upstream").hashCode());
    assertThat(FaultSpec.parse(fault.toString())).isEqualTo(fault);
  }

  @Test
  void specificationsThatDifferInAnythingAreNotEqual() {
    FaultSpec fault = latency(ofMillis(7));
    assertThat(fault)
        .isNotEqualTo(fault.with("jitter", 1))
        .isNotEqualTo(fault.named("slow"))
        .isNotEqualTo(fault.named("latency_downstream").upstream())
        .isNotEqualTo(fault.toxicity(0.5))
        .isNotEqualTo(noop().named(fault.name()))
        .isNotEqualTo(fault.toString());
  }

  @Test
  void specificationsAreImmutable() {
    FaultSpec fault = latency(ofMillis(1));
    fault.upstream().with("latency", 7);
    assertThat(fault.direction()).isEqualTo(Direction.DOWNSTREAM);
    assertThat(fault.attributes()).containsEntry("latency", 1L);
    assertThatThrownBy(() -> fault.attributes().put("latency", 7L))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-3, 0, 0.1, 1, 7})
  void anyToxicityThatIsANumberIsTaken(double toxicity) {
    assertThat(noop().toxicity(toxicity).toxicity()).isEqualTo((float) toxicity);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e300})
  void aToxicityThatIsNoNumberIsRefused(double toxicity) {
    assertThatThrownBy(() -> noop().toxicity(toxicity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "toxicity must be between -3.4028235E38 and 3.4028235E38 (got " + toxicity + ")");
  }

  @Test
  void aMapMayHaveUnknownNamesThatTheCallerCanRefuse() {
    Map<String, Integer> given = Map.of("latency", 5, "latnecy", 7);
    assertThat(FaultSpec.of(Latency.TYPE, given).attributes())
        .isEqualTo(Map.of("latency", 5L, "jitter", 0L));
    assertThatThrownBy(() -> Latency.TYPE.requireKnown(given.keySet()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("latency has no attribute latnecy (it has latency, jitter)");
    assertThatThrownBy(() -> noop().with("rate", 7))
        .hasMessage("noop has no attribute rate (it has none)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latency:latency=100,jitter=20,name=slow,stream=upstream,toxicity=0.5",
        "corruption:probability=0.25,name=a b,stream=downstream,toxicity=-1.0",
        "stamp:code=65,share=1.0,name=s=t,stream=downstream,toxicity=1.0"
      })
  void theCommandLinesFormReadsWhatItWrites(String text) {
    assertThat(FaultSpec.parse(text)).hasToString(text);
  }

  @Test
  void ofTheCommandLineAllButTheTypeMayBeLeftOut() {
    assertThat(FaultSpec.parse("noop")).hasToString(text("noop", ""));
    assertThat(FaultSpec.parse("bandwidth:rate=1e3"))
        .hasToString(text("bandwidth", "rate=1000,shared=0,"));
    assertThat(FaultSpec.parse("noop:stream=UpStream").name()).isEqualTo("noop_upstream");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latency:latnecy=5 | latency has no attribute latnecy (it has latency, jitter)",
        "latency:latency=5s | latency must be whole ms between -9223372036854775808 and"
            + " 9223372036854775807 (got 5s)",
        "stamp:code=128 | code must be a whole number between 0 and 127 (got 128)",
        "corruption:probability=2 | probability must be between 0.0 and 1.0 (got 2)",
        "latency:latency | an attribute must be key=value (got latency)",
        "latency: | an attribute must be key=value (got )",
        "latency:latency=1,latency=2 | latency must be given once (got latency:latency=1,latency=2)",
        "noop:stream=up | stream must be upstream or downstream (got up)",
        "noop:toxicity=half | toxicity must be a number (got half)",
        "noop:toxicity=1e99 | toxicity must be between -3.4028235E38 and 3.4028235E38 (got 1.0E99)"
      })
  void whatIsWrongIsNamedWithWhatIsAllowed(String text, String message) {
    assertThatThrownBy(() -> FaultSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void anUnknownTypeIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> FaultSpec.parse("down"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("type must be one of latency, bandwidth, ")
        .hasMessageContaining("stamp")
        .hasMessageEndingWith(" (got down)");
  }
}
