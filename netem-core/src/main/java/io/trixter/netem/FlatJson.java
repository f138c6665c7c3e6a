package io.trixter.netem;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** An object of JSON whose values are strings and whole numbers. For one thread. */
final class FlatJson {
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern UNICODE = Pattern.compile("[0-9A-Fa-f]{4}");

  private final Map<String, Object> fields = new LinkedHashMap<>();
  private String text = "";
  private int at;

  FlatJson put(String name, String value) {
    fields.put(name, value);
    return this;
  }

  FlatJson put(String name, long value) {
    fields.put(name, value);
    return this;
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  /** Takes the string of that name. */
  String string(String name) {
    if (take(name) instanceof String string) {
      return string;
    }
    throw new IllegalArgumentException(name + " must be a string");
  }

  /** Takes the number of that name. */
  long number(String name) {
    if (take(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(name + " must be a whole number");
  }

  private Object take(String name) {
    Object value = fields.remove(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  /** Refuses fields that nobody has taken. */
  void end() {
    if (!fields.isEmpty()) {
      throw new IllegalArgumentException("unknown field " + fields.keySet().iterator().next());
    }
  }

  @Override
  public String toString() {
    StringBuilder json = new StringBuilder("{");
    fields.forEach(
        (name, value) -> {
          json.append(json.length() == 1 ? "" : ",");
          quote(name, json).append(':');
          if (value instanceof String string) {
            quote(string, json);
          } else {
            json.append(value);
          }
        });
    return json.append('}').toString();
  }

  private static StringBuilder quote(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"');
  }

  /** Returns the object that {@code line} is. */
  static FlatJson parse(String line) {
    FlatJson json = new FlatJson();
    json.text = line;
    json.parseObject();
    return json;
  }

  private void parseObject() {
    expect('{');
    if (!skips('}')) {
      do {
        String name = parseString();
        expect(':');
        Object value = peek() == '"' ? parseString() : (Object) parseNumber();
        if (fields.put(name, value) != null) {
          throw new IllegalArgumentException(name + " stands there twice");
        }
      } while (skips(','));
      expect('}');
    }
    if (peek() != 0) {
      throw wrong("the end of the line");
    }
  }

  /** The next character that is no space; 0 at the end. */
  private char peek() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean skips(char c) {
    boolean there = peek() == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) {
    if (!skips(c)) {
      throw wrong(String.valueOf(c));
    }
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "not JSON: " + expected + " expected in column " + (at + 1));
  }

  private long parseNumber() {
    int from = at;
    while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(from, at);
    try {
      return Long.parseLong(NUMBER.matcher(digits).matches() ? digits : "");
    } catch (NumberFormatException e) {
      at = from;
      throw wrong("a string or a whole number of 64 bits");
    }
  }

  private String parseString() {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at);
      if (c < ' ') {
        throw wrong("an escape");
      }
      at++;
      string.append(c == '\\' ? parseEscape() : c);
    }
    if (at == text.length()) {
      throw wrong("\"");
    }
    at++;
    return string.toString();
  }

  private char parseEscape() {
    char c = at < text.length() ? text.charAt(at++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> parseUnicode();
      default -> throw wrong("an escape");
    };
  }

  private char parseUnicode() {
    String digits = text.substring(at, Math.min(text.length(), at + 4));
    if (!UNICODE.matcher(digits).matches()) {
      throw wrong("four hexadecimal digits");
    }
    at += digits.length();
    return (char) Integer.parseInt(digits, 16);
  }
}
