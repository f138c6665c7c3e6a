package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.Bandwidth.bandwidth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.trixter.netem.fuzz.Fuzzed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One bandwidth for all connections of a fault, in virtual time. */
class SharedBandwidthTest {
  private static final int CHUNK = 16 << 10;

  private final List<FaultHarness> connections = new ArrayList<>();
  private TestLink link;

  private void open(int count, FaultSpec fault) {
    link = new TestLink(fault);
    for (int i = 0; i < count; i++) {
      connections.add(FaultHarness.of(link.another()));
    }
  }

  private void write(int chunks) {
    for (int i = 0; i < chunks; i++) {
      connections.forEach(each -> each.write(CHUNK));
    }
  }

  private void advance(int millis) {
    for (int i = 0; i < 10 * millis; i++) { // in step, or they would wait for each other's time
      connections.forEach(each -> each.advanceMicros(100));
    }
  }

  private void update(Map<String, Number> attributes) {
    link.attributes().update(attributes);
    connections.forEach(FaultHarness::lookAgain);
  }

  private long received() {
    return connections.stream().mapToLong(each -> each.received.size()).sum();
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "2, 1000", "10, 1000", "10, 50", "100, 10000"})
  void allTogetherHaveTheRateAndEachAFairShare(int count, int rate) {
    open(count, bandwidth(rate).shared());
    write(2 + 3 * rate * 1000 / CHUNK / count);
    advance(2000);
    assertThat((double) received()).isCloseTo(2000.0 * rate, withinPercentage(1));
    double share = (double) received() / count;
    long piece = Math.min(CHUNK, rate * 100L);
    for (FaultHarness each : connections) {
      each.assertInOrder();
      assertThat((double) each.received.size()).isBetween(share - 2 * piece, share + 2 * piece);
    }
  }

  @Test
  void whoHasNothingToSendLeavesItsShareToTheOthers() {
    open(4, bandwidth(1000).shared());
    FaultHarness busy = connections.get(0);
    for (int i = 0; i < 200; i++) {
      busy.write(CHUNK);
    }
    advance(2000);
    assertThat((double) busy.received.size()).isCloseTo(2_000_000, withinPercentage(1));
  }

  @Test
  void aConnectionThatClosesWhileItWaitsDoesNotStallTheOthers() {
    open(10, bandwidth(1000).shared());
    write(300);
    advance(500);
    connections.subList(0, 5).clear(); // nobody asks for them any more
    long before = received();
    advance(2000);
    long pieces = 5 * CHUNK; // of those that are gone, at most
    assertThat(received() - before).isBetween(2_000_000L - pieces - CHUNK, 2_000_000L + CHUNK);
  }

  @Test
  void sharedIsSetAndSetBackUnderTrafficAtOnce() {
    open(4, bandwidth(100));
    write(400);
    advance(1000);
    assertThat((double) received()).isCloseTo(4 * 100_000, withinPercentage(10));
    long before = received();
    update(Map.of("shared", 1));
    advance(2000);
    assertThat((double) (received() - before)).isCloseTo(200_000, withinPercentage(10));
    before = received();
    update(Map.of("shared", 0));
    advance(1000);
    assertThat((double) (received() - before)).isCloseTo(4 * 100_000, withinPercentage(10));
    update(Map.of("rate", 1_000_000_000));
    connections.forEach(each -> each.end());
    advance(100);
    assertThat(received()).isEqualTo(4L * 400 * CHUNK);
    for (FaultHarness each : connections) {
      each.assertInOrder();
      assertThat(each.log).last().asString().endsWith(": end");
    }
  }

  @Test
  void atZeroAllBytesAreHeldUntilTheUpdate() {
    open(3, bandwidth(0).shared());
    write(1);
    advance(1000);
    assertThat(received()).isZero();
    update(Map.of("rate", 1000));
    advance(50);
    assertThat(received()).isEqualTo(3L * CHUNK);
  }

  @Fuzzed
  void whateverIsSetUnderTrafficEveryByteArrivesOnceAndInOrder(@ForAll long seed) {
    Random random = new Random(seed);
    connections.clear();
    open(random.nextInt(1, 5), bandwidth(random.nextInt(100)).shared());
    long[] written = new long[connections.size()];
    for (int i = 0; i < 30; i++) {
      switch (random.nextInt(4)) {
        case 0 -> update(Map.of("shared", random.nextInt(2)));
        case 1 -> update(Map.of("rate", random.nextInt(1 << random.nextInt(1, 12))));
        case 2 -> advance(random.nextInt(1, 20));
        default -> {
          int which = random.nextInt(connections.size());
          int bytes = random.nextInt(1, 5000);
          written[which] += bytes;
          connections.get(which).write(bytes);
        }
      }
    }
    for (int i = 0; i < written.length; i++) {
      connections.get(i).end().remove().assertInOrder();
      assertThat(connections.get(i).received.size()).isEqualTo((int) written[i]);
    }
  }
}
