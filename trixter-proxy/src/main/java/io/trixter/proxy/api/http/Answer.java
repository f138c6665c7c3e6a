package io.trixter.proxy.api.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What a request is answered with: status, headers and body. Immutable. */
public final class Answer {
  /** The content type of a line for people. */
  public static final String TEXT = "text/plain; charset=utf-8";

  private static final String JSON = "application/json";
  private static final byte[] NOTHING = {};
  private static final Answer ACCEPTED = new Answer(202, Map.of(), NOTHING);
  private static final Answer NO_CONTENT = new Answer(204, Map.of(), NOTHING);

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private Answer(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** A body of this type, with status 200. */
  public static Answer text(String type, String body) {
    return text(200, type, body);
  }

  /** A body of this type. */
  public static Answer text(int status, String type, String body) {
    return bytes(status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  /** A body of this type, which the caller must not change any more; no type where it is null. */
  public static Answer bytes(int status, String type, byte[] body) {
    return new Answer(status, Map.of(), body).with("Content-Type", type);
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

  /** Returns the same with one more header; with no other if its {@code value} is null. */
  public Answer with(String name, String value) {
    return value == null ? this : with(Map.of(name, value));
  }

  /** Returns the same with more headers. */
  public Answer with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(headers);
    all.putAll(more);
    return new Answer(status, Map.copyOf(all), body);
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the headers, the content type among them. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Returns how many bytes the body has. */
  public int length() {
    return body.length;
  }

  /** Writes the body. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(body);
  }
}
