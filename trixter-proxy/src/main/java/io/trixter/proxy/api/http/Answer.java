package io.trixter.proxy.api.http;

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
public record Answer(int status, String type, String body, String header, String headerValue) {
  /** The content type of a line for people. */
  public static final String TEXT = "text/plain; charset=utf-8";

  private static final String JSON = "application/json";
  private static final Answer ACCEPTED = new Answer(202, null, "", null, null);
  private static final Answer NO_CONTENT = new Answer(204, null, "", null, null);

  /** A body of this type, with status 200. */
  public static Answer text(String type, String body) {
    return text(200, type, body);
  }

  /** A body of this type. */
  public static Answer text(int status, String type, String body) {
    return new Answer(status, type, body, null, null);
  }

  /** A body of JSON, with status 200. */
  public static Answer json(String body) {
    return json(200, body);
  }

  /** A body of JSON. */
  public static Answer json(int status, String body) {
    return text(status, JSON, body);
  }

  /** Status 202 without a body. */
  public static Answer accepted() {
    return ACCEPTED;
  }

  /** Status 204 without a body. */
  public static Answer noContent() {
    return NO_CONTENT;
  }

  /** The same, with one more header; none if {@code name} is null. */
  public Answer with(String name, String value) {
    return new Answer(status, type, body, name, value);
  }

  /** The body in UTF-8. */
  public byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
