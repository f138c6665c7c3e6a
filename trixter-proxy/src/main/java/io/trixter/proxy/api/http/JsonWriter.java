package io.trixter.proxy.api.http;

/** Writes JSON, member by member; the caller balances what it opens. */
public final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder(512);
  private boolean comma;

  /** Begins an object. */
  public JsonWriter open() {
    return begin('{');
  }

  /** Ends an object. */
  public JsonWriter close() {
    return end('}');
  }

  /** Begins an array. */
  public JsonWriter openArray() {
    return begin('[');
  }

  /** Ends an array. */
  public JsonWriter closeArray() {
    return end(']');
  }

  /** Writes a member's name; its value comes next. */
  public JsonWriter name(String name) {
    separate();
    quote(name);
    out.append(':');
    comma = false;
    return this;
  }

  /** Writes a member. */
  public JsonWriter field(String name, String value) {
    name(name);
    quote(value);
    return valued();
  }

  /** Writes a member. */
  public JsonWriter field(String name, long value) {
    name(name);
    out.append(value);
    return valued();
  }

  /** Writes a member. */
  public JsonWriter field(String name, double value) {
    name(name);
    out.append(value);
    return valued();
  }

  /** Writes a member. */
  public JsonWriter field(String name, boolean value) {
    name(name);
    out.append(value);
    return valued();
  }

  /** Writes a member whose value is an integer or, in the shortest form, a fraction. */
  public JsonWriter field(String name, Number value) {
    name(name);
    out.append(value instanceof Long ? value : ShortDecimal.of(value));
    return valued();
  }

  /** Writes a member whose value is the 64 bits as an unsigned number. */
  public JsonWriter unsignedField(String name, long value) {
    name(name);
    out.append(Long.toUnsignedString(value));
    return valued();
  }

  private JsonWriter begin(char bracket) {
    separate();
    out.append(bracket);
    comma = false;
    return this;
  }

  private JsonWriter end(char bracket) {
    out.append(bracket);
    return valued();
  }

  private JsonWriter valued() {
    comma = true;
    return this;
  }

  private void separate() {
    if (comma) {
      out.append(',');
    }
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX.charAt(c >> shift & 0xf));
        }
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** The JSON written so far. */
  @Override
  public String toString() {
    return out.toString();
  }
}
