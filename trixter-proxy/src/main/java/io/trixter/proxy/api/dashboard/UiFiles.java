package io.trixter.proxy.api.dashboard;

import io.trixter.proxy.api.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of the page: {@code /} is {@code index.html}, {@code /ui/NAME} the one of this name,
 * which may be in folders. They are resources of this package, below {@code ui}, and hold nothing
 * that a stranger may not see. Safe for any thread.
 */
public final class UiFiles {
  private static final String FOLDER = "/ui/";
  private static final Pattern PATH =
      Pattern.compile("/ui/((?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*+[A-Za-z0-9_-][A-Za-z0-9_.-]*)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "txt", "text/plain; charset=utf-8",
          "svg", "image/svg+xml; charset=utf-8",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2");

  /** The page loads from here alone, and no other page may frame it. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-cache");

  private UiFiles() {}

  /** Returns whether {@code path}, as it was sent, is the page's or below {@code /ui/}. */
  public static boolean serve(String path) {
    return "/".equals(path) || (path != null && path.startsWith(FOLDER));
  }

  /** Returns the file of this path with status 200, or null if there is none. */
  public static Answer find(String path) {
    Matcher file = PATH.matcher("/".equals(path) ? FOLDER + "index.html" : path);
    if (!file.matches()) {
      return null;
    }
    String name = file.group(1);
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      return null; // a folder, which a class loader would list
    }
    try (InputStream in = UiFiles.class.getResourceAsStream("ui/" + name)) {
      return in == null ? null : Answer.bytes(200, type, in.readAllBytes()).with(HEADERS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
