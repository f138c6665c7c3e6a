package io.trixter.proxy.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.fuzz.Fuzzed;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** That a PATCH sets what it says and no more, and a refused one nothing. */
class ApiKnobsFuzzTest {
  private static final Set<Integer> REFUSALS = Set.of(400, 404, 415, 422);
  private static final BigInteger MILLIS = BigInteger.valueOf(Long.MAX_VALUE / 1_000_000);
  private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

  /** A body in the making: one value, and perhaps a direction. */
  record Patch(Target target, Fault fault, String value, String direction) {
    String json() {
      String end = direction.isEmpty() ? "}" : ",\"direction\":" + direction + "}";
      return "{\"" + fault.field + "\":" + value + end;
    }

    String path() {
      return target.path + fault.name().toLowerCase(Locale.ROOT);
    }

    /** What has to be answered, by the contract. */
    int status() {
      if (value.matches(".*[^]\\[{}\"a-z0-9.:E+-].*") || value.isEmpty()) {
        return 400;
      }
      if (!direction.matches("|\"upstream\"|\"downstream\"") || !isOfItsType()) {
        return 422;
      }
      if (target == Target.NOBODY) {
        return 404;
      }
      return fault.max != null || inUnit() ? 202 : 400;
    }

    private boolean isOfItsType() {
      if (fault.max == null) {
        return value.matches("-?[0-9].*");
      }
      return value.matches("[0-9]+") && new BigInteger(value).compareTo(fault.max) <= 0;
    }

    private boolean inUnit() {
      double number = Double.parseDouble(value);
      return number >= 0 && number <= 1;
    }
  }

  private enum Target {
    DEFAULTS("/defaults/"),
    OPEN("/connections/%s/"),
    ALL("/connections/_all/"),
    NOBODY("/connections/nobody/");

    private final String path;

    Target(String path) {
      this.path = path;
    }
  }

  private enum Fault {
    DELAY("delay_ms", MILLIS),
    THROTTLE("rate_bytes", LONGEST),
    SLICE("size_bytes", LONGEST),
    TERMINATION("probability_rate", null),
    CORRUPTION("probability_rate", null);

    private final String field;
    private final BigInteger max;

    Fault(String field, BigInteger max) {
      this.field = field;
      this.max = max;
    }

    private Object of(Knobs knobs) {
      return switch (this) {
        case DELAY -> knobs.delay().get();
        case THROTTLE -> knobs.throttle().get();
        case SLICE -> knobs.slice().get();
        case TERMINATION -> knobs.termination().get();
        case CORRUPTION -> knobs.corruption().get();
      };
    }

    private Object of(String value) {
      return switch (this) {
        case DELAY -> Duration.ofMillis(Long.parseLong(value));
        case THROTTLE, SLICE -> Long.parseLong(value);
        case TERMINATION, CORRUPTION -> Double.parseDouble(value) + 0.0;
      };
    }
  }

  private static RawApi api;

  @BeforeContainer
  static void open() throws IOException {
    api = new RawApi();
  }

  @AfterContainer
  static void close() throws IOException {
    api.close();
  }

  @Provide
  Arbitrary<Patch> patches() {
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.of(
                "0",
                "1",
                "9223372036854",
                "9223372036855",
                "9223372036854775807",
                "9223372036854775808",
                "-1",
                "-0",
                "0.5",
                "1.0",
                "1e0",
                "1.0000001",
                "-0.0",
                "1e999",
                "-1e-999",
                "true",
                "null",
                "[]",
                "{}",
                "\"5\"",
                "[1]",
                "{\"a\":1}",
                "'1'",
                "",
                "1,"),
            Arbitraries.longs().greaterOrEqual(0).map(String::valueOf),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.doubles().between(0, 1).map(String::valueOf),
            Arbitraries.doubles().map(String::valueOf));
    Arbitrary<String> directions =
        Arbitraries.of("", "", "\"upstream\"", "\"downstream\"", "\"up\"", "null", "1");
    return Combinators.combine(
            Arbitraries.of(Target.class), Arbitraries.of(Fault.class), values, directions)
        .as(Patch::new);
  }

  @Fuzzed
  void setsWhatItSaysOrRefusesAndSetsNothing(@ForAll("patches") Patch patch) throws IOException {
    String before = api.knobs();
    List<Integer> statuses = RawApi.statuses(send(patch, patch.json().getBytes(UTF_8)));

    assertThat(statuses).as(patch.json()).containsExactly(patch.status());
    if (patch.status() == 202) {
      Object wanted = patch.fault().of(patch.value());
      for (ConnectionKnobs each : knobsOf(patch.target())) {
        if (!patch.direction().contains("downstream")) {
          assertThat(patch.fault().of(each.upstream())).isEqualTo(wanted);
        }
        if (!patch.direction().contains("upstream")) {
          assertThat(patch.fault().of(each.downstream())).isEqualTo(wanted);
        }
      }
    } else {
      assertThat(api.knobs()).isEqualTo(before);
    }
  }

  private static List<ConnectionKnobs> knobsOf(Target target) {
    return List.of(
        target == Target.DEFAULTS
            ? api.lab.proxy.defaults()
            : api.lab.proxy.connection(api.id).knobs());
  }

  private static String send(Patch patch, byte[] body) throws IOException {
    return api.call("PATCH", patch.path().formatted(api.id), "application/json", body);
  }

  @Fuzzed
  void refusesDamagedBodiesAndSetsNothing(
      @ForAll("patches") Patch patch,
      @ForAll @IntRange(max = 80) int place,
      @ForAll @IntRange(max = 3) int damage,
      @ForAll byte with)
      throws IOException {
    byte[] body = damaged(patch.json().getBytes(UTF_8), place, damage, with);
    String before = api.knobs();
    List<Integer> statuses = RawApi.statuses(send(patch, body));

    assertThat(statuses).hasSize(1);
    if (statuses.get(0) != 202) {
      assertThat(REFUSALS).contains(statuses.get(0));
      assertThat(api.knobs()).isEqualTo(before);
    }
  }

  private static byte[] damaged(byte[] body, int place, int damage, byte with) {
    int at = place % body.length;
    byte[] damaged = body.clone();
    switch (damage) {
      case 0 -> damaged[at] = with;
      case 1 -> damaged = Arrays.copyOf(body, at);
      case 2 -> System.arraycopy(body, 0, damaged, at, body.length - at);
      default -> damaged[at] ^= (byte) (1 << (with & 7));
    }
    return damaged;
  }
}
