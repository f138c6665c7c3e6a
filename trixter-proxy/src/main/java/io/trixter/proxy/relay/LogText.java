package io.trixter.proxy.relay;

import java.util.HexFormat;

/** Makes a stranger's text fit for one line of the log. */
public final class LogText {
  private static final int LONGEST = 1024;

  private LogText() {}

  /**
   * {@code text} with control and other unprintable characters escaped, cut at 1,024 characters.
   */
  public static String of(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && line.length() < LONGEST; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        case '\\' -> line.append("\\\\");
        default -> {
          if (isUnprintable(c)) {
            line.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            line.append(c);
          }
        }
      }
    }
    line.setLength(Math.min(line.length(), LONGEST));
    return line.toString();
  }

  private static boolean isUnprintable(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
