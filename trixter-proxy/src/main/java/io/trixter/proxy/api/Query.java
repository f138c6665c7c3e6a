package io.trixter.proxy.api;

import static io.trixter.proxy.api.http.JsonText.shown;

import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.api.http.Paths;
import java.net.URI;

/** Reads the query of a request's target. */
final class Query {
  private Query() {}

  /** The value of the last parameter of this name, or null; others are ignored. */
  static String value(URI target, String name) {
    String query = target.getRawQuery();
    String value = null;
    for (String parameter : query == null ? new String[0] : query.split("&")) {
      String[] pair = parameter.split("=", 2);
      if (decode(pair[0]).equals(name)) {
        value = pair.length == 1 ? "" : decode(pair[1]);
      }
    }
    return value;
  }

  /**
   * The value of the only parameter that {@code target} may have; false when it has none.
   *
   * @throws ApiException 422 for another parameter, another value than true or false, or a second
   *     one
   */
  static boolean flag(URI target, String name) {
    String query = target.getRawQuery();
    if (query == null || query.isEmpty()) {
      return false;
    }
    String value = null;
    for (String parameter : query.split("&", -1)) {
      String[] pair = parameter.split("=", 2);
      if (!decode(pair[0]).equals(name)) {
        throw invalid("unknown query parameter " + shown(pair[0]) + "; may be " + name);
      }
      if (value != null) {
        throw invalid("query parameter " + name + " must be given once");
      }
      value = pair.length == 1 ? "" : decode(pair[1]);
    }
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(name + " must be true or false (got \"" + shown(value) + "\")");
    };
  }

  private static ApiException invalid(String message) {
    return new ApiException(422, message);
  }

  private static String decode(String part) {
    return Paths.decode(part.replace('+', ' '));
  }
}
