package io.trixter.proxy.api;

import java.nio.charset.StandardCharsets;

/**
 * What a request is answered with.
 *
 * @param status the HTTP status
 * @param type the content type, or null when there is no body
 * @param body the body, never null
 * @param header the name of one more header, or null
 * @param headerValue its value
 */
record Answer(int status, String type, String body, String header, String headerValue) {
  private static final Answer ACCEPTED = new Answer(202, null, "", null, null);
  private static final Answer NO_CONTENT = new Answer(204, null, "", null, null);

  static Answer text(String type, String body) {
    return text(200, type, body);
  }

  static Answer text(int status, String type, String body) {
    return new Answer(status, type, body, null, null);
  }

  static Answer json(String body) {
    return text("application/json", body);
  }

  static Answer accepted() {
    return ACCEPTED;
  }

  static Answer noContent() {
    return NO_CONTENT;
  }

  static Answer error(int status, String message) {
    return error(status, message, null, null);
  }

  static Answer error(int status, String message, String header, String headerValue) {
    String body = new JsonWriter().open().field("error", message).close().toString();
    return new Answer(status, "application/json", body, header, headerValue);
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
