package io.trixter.proxy.api.http;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the path of a request. Safe for any thread. */
public final class Paths {
  private Paths() {}

  /**
   * Splits the path of {@code target} at its slashes, the first one left out. Decodes nothing.
   * Returns no part where the path begins with two slashes, because the JDK's server takes what
   * follows them for a host.
   */
  public static List<String> parts(URI target) {
    if (!target.isAbsolute() && target.getRawAuthority() != null) {
      return List.of();
    }
    return List.of(target.getRawPath().substring(1).split("/", -1));
  }

  /**
   * Decodes percent-encoding, and reads the bytes as UTF-8, because the JDK's server hands them
   * over as ISO-8859-1.
   */
  public static String decode(String part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(part.substring(i + 1, i + 3), 16)); // URI has checked it
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
