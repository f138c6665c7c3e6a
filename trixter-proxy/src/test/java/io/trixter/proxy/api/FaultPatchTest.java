package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPatchTest {
  private final ConnectionKnobs knobs = new ConnectionKnobs();

  @Test
  void setsBothDirectionsUnlessOneIsNamed() {
    read("throttle", "{\"rate_bytes\":9223372036854775807}").set(knobs);
    read("slice", "{\"size_bytes\":7,\"direction\":\"downstream\"}").set(knobs);

    assertThat(knobs.upstream().throttle().get()).isEqualTo(Long.MAX_VALUE);
    assertThat(knobs.downstream().throttle().get()).isEqualTo(Long.MAX_VALUE);
    assertThat(knobs.upstream().slice().get()).isZero();
    assertThat(knobs.downstream().slice().get()).isEqualTo(7);
  }

  @Test
  void setsJitterToZeroWhenItIsLeftOut() {
    read("delay", "{\"delay_ms\":9223372036854,\"jitter_ms\":20}").set(knobs);
    assertThat(knobs.upstream().delay().get()).isEqualTo(Duration.ofMillis(9223372036854L));
    assertThat(knobs.upstream().jitter().get()).isEqualTo(Duration.ofMillis(20));

    read("delay", "{\"delay_ms\":5,\"direction\":\"upstream\"}").set(knobs);
    assertThat(knobs.upstream().jitter().get()).isZero();
    assertThat(knobs.downstream().jitter().get()).isEqualTo(Duration.ofMillis(20));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.0", "1, 1.0", "0.05, 0.05", "1e-1, 0.1", "-0.0, 0.0"})
  void takesAProbabilityWrittenAsAnyNumber(String text, double probability) {
    FaultPatch patch = read("corruption", "{\"probability_rate\":" + text + "}");

    patch.check();
    patch.set(knobs);

    assertThat(knobs.of(Direction.UPSTREAM).corruption().get()).isEqualTo(probability);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "-0.1", "1e308", "1e999", "-1", "2", "99999999999999999999999"})
  void leavesARangeOfProbabilityToTheLastCheck(String text) {
    FaultPatch patch = read("termination", "{\"probability_rate\":" + text + "}");

    assertThatThrownBy(patch::check)
        .hasMessage("invalid probability; must be between 0.0 and 1.0")
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.answer().status()).isEqualTo(400));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"delay_ms\":-1}",
        "{\"delay_ms\":1.5}",
        "{\"delay_ms\":1.0}",
        "{\"delay_ms\":1e2}",
        "{\"delay_ms\":\"5\"}",
        "{\"delay_ms\":null}",
        "{\"delay_ms\":true}",
        "{\"delay_ms\":[1]}",
        "{\"delay_ms\":{\"x\":1}}",
        "{\"delay_ms\":9223372036855}",
        "{\"delay_ms\":1e999}",
        "{\"delay_ms\":99999999999999999999999}",
        "{\"jitter_ms\":1}"
      })
  void namesTheFieldAndTheRangeOfADelayItRefuses(String body) {
    assertThat(invalid("delay", body))
        .hasMessageContaining("delay_ms")
        .hasMessageContaining("between 0 and 9223372036854");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"delay_ms\":1,\"jitter_ms\":-1}",
        "{\"delay_ms\":1,\"jitter_ms\":null}",
        "{\"delay_ms\":1,\"jitter_ms\":9223372036855}"
      })
  void namesTheFieldAndTheRangeOfAJitterItRefuses(String body) {
    assertThat(invalid("delay", body))
        .hasMessageContaining("jitter_ms must be an integer between 0 and 9223372036854");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"up\"", "\"UPSTREAM\"", "1", "[]"})
  void refusesADirectionThatIsNone(String direction) {
    assertThat(invalid("slice", "{\"size_bytes\":1,\"direction\":" + direction + "}"))
        .hasMessageContaining("direction must be \"upstream\" or \"downstream\"");
  }

  @Test
  void refusesFieldsOfOtherFaults() {
    assertThat(invalid("throttle", "{\"rate_bytes\":1,\"jitter_ms\":2}"))
        .hasMessage("unknown field jitter_ms; may be rate_bytes, direction");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"0.5\"", "null", "true", "[]"})
  void refusesAProbabilityThatIsNoNumber(String value) {
    assertThat(invalid("termination", "{\"probability_rate\":" + value + "}"))
        .hasMessageContaining("probability_rate must be a number between 0.0 and 1.0");
  }

  @Test
  void knowsNoOtherFault() {
    assertThat(FaultPatch.reader("latency")).isNull();
  }

  private static FaultPatch read(String fault, String body) {
    return FaultPatch.reader(fault).apply(JsonReader.read(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static ApiException invalid(String fault, String body) {
    ApiException refusal = catchThrowableOfType(ApiException.class, () -> read(fault, body));
    assertThat(refusal).as(body).isNotNull();
    assertThat(refusal.answer().status()).isEqualTo(422);
    return refusal;
  }
}
