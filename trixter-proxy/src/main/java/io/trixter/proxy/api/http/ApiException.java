package io.trixter.proxy.api.http;

/** Ends a request that cannot be granted. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String header;
  private final String headerValue;
  private final boolean plain;

  /** A refusal with this status, which says why. */
  public ApiException(int status, String message) {
    this(status, message, null, null);
  }

  /** A refusal with one more header. */
  public ApiException(int status, String message, String header, String headerValue) {
    this(status, message, header, headerValue, false);
  }

  private ApiException(
      int status, String message, String header, String headerValue, boolean plain) {
    super(message, null, false, false);
    this.status = status;
    this.header = header;
    this.headerValue = headerValue;
    this.plain = plain;
  }

  /** A refusal whose answer is a line of text on every path. */
  public static ApiException plain(int status, String message) {
    return new ApiException(status, message, null, null, true);
  }

  /** The status to answer with. */
  public int status() {
    return status;
  }

  /** The answer: {@code {"error":"..."}}. */
  public Answer answer() {
    return answer(new JsonWriter().open().field("error", getMessage()).close().toString());
  }

  /** The answer whose body is {@code json} instead, unless it is to be a line of text. */
  public Answer answer(String json) {
    Answer answer =
        plain ? Answer.text(status, Answer.TEXT, getMessage() + "\n") : Answer.json(status, json);
    return answer.with(header, headerValue);
  }
}
