package io.trixter.proxy.api;

import static io.trixter.proxy.api.http.JsonText.shown;

import com.fasterxml.jackson.core.JsonToken;
import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.model.Direction;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The members of a JSON object, read strictly: a value of another type or out of range is refused
 * with 422, and the refusal names the field and what it may be. Holds scalars alone; of an array or
 * an object it knows no more than that.
 */
final class JsonFields {
  private static final long MILLIS = Long.MAX_VALUE / 1_000_000;

  private final Map<String, Scalar> fields;

  /**
   * A value as it stands in the text.
   *
   * @param type its type; of an array or object, the token that starts it
   * @param text a string's content, a number's digits
   */
  record Scalar(JsonToken type, String text) {}

  JsonFields(Map<String, Scalar> fields) {
    this.fields = fields;
  }

  /** Refuses every other field. */
  void only(String... names) {
    for (String field : fields.keySet()) {
      if (!List.of(names).contains(field)) {
        throw invalid("unknown field " + shown(field) + "; may be " + String.join(", ", names));
      }
    }
  }

  Duration millis(String name) {
    return Duration.ofMillis(integer(name, MILLIS));
  }

  Duration millisOrZero(String name) {
    return fields.containsKey(name) ? millis(name) : Duration.ZERO;
  }

  long size(String name) {
    return integer(name, Long.MAX_VALUE);
  }

  /** Any number, an integer too; one too large for a double is infinite. */
  double number(String name) {
    Scalar value = required(name, "a number between 0.0 and 1.0");
    return switch (value.type()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Double.parseDouble(value.text());
      default -> throw mustBe(name, "a number between 0.0 and 1.0", value);
    };
  }

  String string(String name) {
    Scalar value = required(name, "a string");
    if (value.type() != JsonToken.VALUE_STRING) {
      throw mustBe(name, "a string", value);
    }
    return value.text();
  }

  boolean bool(String name) {
    Scalar value = required(name, "true or false");
    return switch (value.type()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw mustBe(name, "true or false", value);
    };
  }

  /** The direction, or null when the field is left out. */
  Direction direction(String name) {
    Scalar value = fields.get(name);
    if (value == null) {
      return null;
    }
    Direction direction = Direction.find(value.text());
    boolean exact = direction != null && direction.label().equals(value.text());
    if (value.type() != JsonToken.VALUE_STRING || !exact) {
      throw mustBe(name, "\"upstream\" or \"downstream\"", value);
    }
    return direction;
  }

  private long integer(String name, long max) {
    String range = "an integer between 0 and " + max;
    Scalar value = required(name, range);
    String digits = value.text();
    if (value.type() == JsonToken.VALUE_NUMBER_INT && !digits.startsWith("-")) {
      try {
        long number = Long.parseLong(digits);
        if (number <= max) {
          return number;
        }
      } catch (NumberFormatException tooBig) {
        // refused below
      }
    }
    throw mustBe(name, range, value);
  }

  private Scalar required(String name, String range) {
    Scalar value = fields.get(name);
    if (value == null) {
      throw invalid("missing field " + name + "; must be " + range);
    }
    return value;
  }

  private static ApiException mustBe(String name, String range, Scalar value) {
    String got =
        switch (value.type()) {
          case START_ARRAY -> "an array";
          case START_OBJECT -> "an object";
          case VALUE_STRING -> "string " + shown(value.text());
          default -> shown(value.text());
        };
    return invalid(name + " must be " + range + " (got " + got + ")");
  }

  static ApiException invalid(String message) {
    return new ApiException(422, message);
  }
}
