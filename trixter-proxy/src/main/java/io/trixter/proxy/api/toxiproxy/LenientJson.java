package io.trixter.proxy.api.toxiproxy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trixter.proxy.api.http.JsonProblem;
import io.trixter.proxy.api.http.JsonText;
import io.trixter.proxy.fault.Attribute;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * Reads JSON as forgivingly as Toxiproxy does: names of members match in any case, and null is the
 * same as leaving a member out. A value of the wrong type is a problem. Walks through the text
 * once; each call takes the value at hand.
 */
final class LenientJson {
  private static final int LONGEST_NUMBER =
      400; // of digits; beyond, exactness costs more than it is worth
  private static final int REPLACEMENT = 0xfffd;
  private static final double LARGEST = 1e19; // just beyond 64 bits

  private final JsonParser parser;

  private LenientJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Takes the value at hand.
   *
   * @param <T> what it is taken as
   */
  interface Taker<T> {
    T take(LenientJson json) throws IOException, JsonProblem;
  }

  /** Takes one member of an object. */
  interface MemberTaker {
    /** Takes the value; {@code name} is in lower case. */
    void take(String name) throws IOException, JsonProblem;
  }

  /** Takes one element of an array. */
  interface ElementTaker {
    /** Takes the element. */
    void take() throws IOException, JsonProblem;
  }

  /** Reads the first value of {@code text}; ignores what follows it. */
  static <T> T read(byte[] text, Taker<T> taker) throws JsonProblem {
    return JsonText.read(text, parser -> first(parser, taker));
  }

  /** Reads the only value of {@code text}. */
  static <T> T readOnly(byte[] text, Taker<T> taker) throws JsonProblem {
    return JsonText.read(
        text,
        parser -> {
          T value = first(parser, taker);
          if (parser.nextToken() != null) {
            throw JsonText.problem("more follows the JSON text", parser.currentTokenLocation());
          }
          return value;
        });
  }

  private static <T> T first(JsonParser parser, Taker<T> taker) throws IOException, JsonProblem {
    if (parser.nextToken() == null) {
      throw JsonText.problem("it is empty", parser.currentLocation());
    }
    T value = taker.take(new LenientJson(parser));
    parser.finishToken();
    return value;
  }

  /** The line of the value at hand. */
  int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  /** Takes an object, member by member; null has none. */
  void members(String what, MemberTaker taker) throws IOException, JsonProblem {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw mustBe(what, "an object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName().toLowerCase(Locale.ROOT);
      parser.nextToken();
      taker.take(name);
    }
  }

  /** Takes an array, element by element. */
  void elements(String what, ElementTaker taker) throws IOException, JsonProblem {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw mustBe(what, "an array");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      taker.take();
    }
  }

  /** Whether the value at hand is null. */
  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Takes a string, as proper Unicode; {@code otherwise} stands for null. */
  String text(String what, String otherwise) throws IOException, JsonProblem {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> paired(parser.getText());
      case VALUE_NULL -> otherwise;
      default -> throw mustBe(what, "a string");
    };
  }

  /** Puts U+FFFD in place of each half of a surrogate pair that stands alone, as Go does. */
  private static String paired(String text) {
    StringBuilder proper = new StringBuilder(text.length());
    text.codePoints()
        .map(each -> Character.getType(each) == Character.SURROGATE ? REPLACEMENT : each)
        .forEach(proper::appendCodePoint);
    return proper.toString();
  }

  /** Takes true or false; {@code otherwise} stands for null. */
  Boolean bool(String what, Boolean otherwise) throws IOException, JsonProblem {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> otherwise;
      default -> throw mustBe(what, "true or false");
    };
  }

  /** Takes a number as 32 bits hold it; {@code otherwise} stands for null. */
  Float real(String what, Float otherwise) throws IOException, JsonProblem {
    if (isNull()) {
      return otherwise;
    }
    if (!parser.currentToken().isNumeric()) {
      throw mustBe(what, "a number");
    }
    float value = Float.parseFloat(parser.getText());
    if (Float.isInfinite(value)) {
      throw mustBe(what, "a number of 32 bits");
    }
    return value;
  }

  /** Takes any value, for later, when its type is known. */
  Loose loose() throws IOException {
    JsonToken token = parser.currentToken();
    int line = line();
    int column = parser.currentTokenLocation().getColumnNr();
    String got = got();
    Number number = token.isNumeric() ? number(parser.getText()) : null;
    skip();
    return new Loose(number, token == JsonToken.VALUE_NULL, got, line, column);
  }

  /** Takes any value, and forgets it. */
  void skip() throws IOException {
    parser.skipChildren();
  }

  /** A whole number of 64 bits as a Long, any other as a Double. */
  private static Number number(String digits) {
    double number = Double.parseDouble(digits);
    if (digits.length() <= LONGEST_NUMBER && Math.abs(number) < LARGEST) {
      try {
        return new BigDecimal(digits).longValueExact();
      } catch (ArithmeticException | NumberFormatException notWholeOrTooLarge) {
        // a fraction, or an exponent beyond BigDecimal's
      }
    }
    return number;
  }

  private JsonProblem mustBe(String what, String range) throws IOException {
    return JsonText.problem(
        what + " must be " + range + " (got " + got() + ")", parser.currentTokenLocation());
  }

  private String got() throws IOException {
    return switch (parser.currentToken()) {
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> "\"" + JsonText.shown(parser.getText()) + "\"";
      default -> JsonText.shown(parser.getText());
    };
  }

  /**
   * A value whose type is not known yet.
   *
   * @param number its number, a Long where it is whole and has 64 bits, or null if it is none
   * @param isNull whether it is null
   * @param got what it is, for a refusal
   * @param line where it stands
   * @param column where in that line
   */
  record Loose(Number number, boolean isNull, String got, int line, int column) {
    /**
     * Takes it as a value of {@code attribute}.
     *
     * @throws JsonProblem if it is no number, or out of range
     */
    Number as(Attribute attribute) throws JsonProblem {
      if (number == null) {
        throw problem(attribute.name() + " must be " + attribute.range() + " (got " + got + ")");
      }
      try {
        return attribute.check(number);
      } catch (IllegalArgumentException e) {
        throw problem(e.getMessage());
      }
    }

    /** Says that something is wrong here. */
    JsonProblem problem(String what) {
      return new JsonProblem(what, line, column);
    }
  }
}
