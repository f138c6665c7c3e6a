package io.trixter.proxy.model;

/** A cause for the end of a connection. */
public enum EndCause {
  /**
   * Both sides had closed their output, and all their bytes had been delivered; or the client had
   * while a fault kept the connection from opening.
   */
  CLOSED("closed"),
  /** A termination was drawn. */
  TERMINATED("terminated"),
  /** It had reached the greatest age that is allowed. */
  DURATION_LIMIT("duration limit"),
  /** It was shut down, in code or by the API. */
  SHUTDOWN("shutdown"),
  /** The upstream refused, or had not answered in time. */
  UNREACHABLE("upstream unreachable"),
  /** A shared fault ended it. */
  FAULT("fault"),
  /** One side reset the connection, or failed. */
  ERROR("error"),
  /** The proxy was taken down, or ended. */
  PROXY_DOWN("proxy down");

  private final String text;

  EndCause(String text) {
    this.text = text;
  }

  /** Returns the cause as logs name it. */
  public String text() {
    return text;
  }

  /** Returns the cause as metrics label it: lower case, underscores. */
  public String label() {
    return text.replace(' ', '_');
  }
}
