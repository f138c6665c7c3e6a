package io.trixter.proxy;

/** Why a connection ended. */
public enum EndCause {
  /** Both sides had said all they had to say. */
  CLOSED("closed"),
  /** A termination was drawn. */
  TERMINATED("terminated"),
  /** It was as old as connections may grow. */
  DURATION_LIMIT("duration limit"),
  /** Someone shut it down. */
  SHUTDOWN("shutdown"),
  /** The upstream refused, or had not answered in time. */
  UNREACHABLE("upstream unreachable"),
  /** One side reset the connection, or failed. */
  ERROR("error"),
  /** The proxy was taken down, or ended. */
  PROXY_DOWN("proxy down");

  private final String text;

  EndCause(String text) {
    this.text = text;
  }

  /** The cause as logs name it. */
  public String text() {
    return text;
  }

  /** The cause as metrics label it: lower case, underscores. */
  public String label() {
    return text.replace(' ', '_');
  }
}
