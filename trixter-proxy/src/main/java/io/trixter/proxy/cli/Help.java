package io.trixter.proxy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What {@code --help} and {@code --version} print. */
final class Help {
  private static final int COLUMN = 38;

  private Help() {}

  static String text() {
    StringBuilder text = new StringBuilder();
    text.append("A TCP chaos proxy: makes the network between a client and a server bad.\n\n")
        .append("  trixter -l ADDR -c ADDR [-a ADDR] [flags]   run the proxy\n")
        .append(
            "  trixter demo [--once]                       a guided tour, nothing else needed\n\n")
        .append("ADDR is host:port or [v6]:port.\n\n");
    for (Flag flag : Flag.values()) {
      int start = text.length();
      text.append(flag.letter == '\0' ? "      " : "  -" + flag.letter + ", ").append(flag.text);
      if (flag.takesValue()) {
        text.append(' ').append(flag.value);
      }
      text.append(" ".repeat(Math.max(1, COLUMN - (text.length() - start))));
      text.append(flag.help).append('\n');
    }
    return text.toString();
  }

  static String version() {
    Properties properties = new Properties();
    try (InputStream in = Help.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      properties.setProperty("version", "(unknown)");
    }
    return "trixter " + properties.getProperty("version");
  }
}
