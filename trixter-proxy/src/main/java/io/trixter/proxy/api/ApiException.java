package io.trixter.proxy.api;

/** Ends a request that cannot be granted; carries the answer. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String header;
  private final String headerValue;

  ApiException(int status, String message) {
    this(status, message, null, null);
  }

  ApiException(int status, String message, String header, String headerValue) {
    super(message, null, false, false);
    this.status = status;
    this.header = header;
    this.headerValue = headerValue;
  }

  Answer answer() {
    return Answer.error(status, getMessage(), header, headerValue);
  }
}
