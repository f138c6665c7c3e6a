package io.trixter.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.fuzz.Fuzzed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;

/**
 * However faults that only delay or cut are chained, set and removed under traffic: every byte
 * arrives once and in order, and the end behind them.
 */
class FaultFuzzTest {
  private static final List<FaultType> HARMLESS =
      List.of(Bandwidth.TYPE, Slicer.TYPE, SlowClose.TYPE, ResetPeer.TYPE);
  private static final int OPERATIONS = 20;

  private Random random;

  private long value() {
    return random.nextInt(4) == 0 ? 0 : random.nextInt(1 << random.nextInt(1, 12));
  }

  private Map<String, Number> attributes(FaultType type) {
    Map<String, Number> values = new HashMap<>();
    for (Attribute each : type.attributes()) {
      if (random.nextBoolean()) {
        long value = type == ResetPeer.TYPE ? Long.MAX_VALUE : value();
        values.put(each.name(), Math.min(value, each.most().longValue()));
      }
    }
    return values;
  }

  private FaultSpec fault() {
    FaultType type = HARMLESS.get(random.nextInt(HARMLESS.size()));
    FaultSpec fault = FaultSpec.of(type, attributes(type));
    return type == ResetPeer.TYPE ? fault.with("timeout", Long.MAX_VALUE) : fault;
  }

  @Fuzzed
  void everyByteArrivesOnceAndInOrder(@ForAll long seed) {
    random = new Random(seed);
    FaultSpec[] faults = new FaultSpec[random.nextInt(1, 5)];
    for (int i = 0; i < faults.length; i++) {
      faults[i] = fault();
    }
    FaultHarness link = FaultHarness.of(faults).wireTakesAtMost(random.nextInt(1, 300));
    int written = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          int bytes = random.nextInt(1, 2000);
          written += bytes;
          link.write(bytes);
        }
        case 1 -> link.update(attributes(faults[0].type()));
        default -> link.advanceMicros(random.nextInt(1 << random.nextInt(1, 20)));
      }
    }
    link.end().remove();
    link.assertInOrder();
    assertThat(link.received.size()).isEqualTo(written);
    assertThat(link.log).last().asString().endsWith(": end");
  }

  @Fuzzed
  void aLimitPassesItsBytesAndNoMoreAndThenCloses(@ForAll long seed) {
    random = new Random(seed);
    int limit = random.nextInt(1, 1000);
    FaultSpec next =
        random.nextBoolean() ? Bandwidth.bandwidth(1 + value()) : Slicer.slicer(value());
    FaultHarness link = FaultHarness.of(LimitData.limitData(limit), next);
    for (int left = limit + random.nextInt(100); left > 0; ) {
      int bytes = random.nextInt(1, left + 1);
      link.write(bytes);
      left -= bytes;
    }
    link.advance(10_000);
    link.assertInOrder();
    assertThat(link.received.size()).isEqualTo(limit);
    assertThat(link.log).filteredOn(line -> line.endsWith(": close")).hasSize(1);
  }
}
