package io.trixter.proxy.relay;

/** What has failed on the two sides of a connection. Confined to the connection's loop. */
final class Failures {
  private static final String BROKEN_PIPE = BrokenPipe.message();
  static final String OUT_OF_MEMORY = "proxy: out of memory";

  private Throwable client;
  private Throwable server;
  private String first; // as the log has it

  /** {@code side} has failed; only its first failure counts. */
  void note(String side, Throwable thrown) {
    if (first == null) {
      first = described(side, thrown);
    }
    if (side.equals(Relay.CLIENT)) {
      client = client == null ? thrown : client;
    } else {
      server = server == null ? thrown : server;
    }
  }

  /** Returns the side and the message, or that memory lacks even for that. */
  static String described(String side, Throwable thrown) {
    try {
      String message = thrown.getMessage();
      return side + ": " + (message == null ? thrown.toString() : message);
    } catch (OutOfMemoryError e) {
      return OUT_OF_MEMORY;
    }
  }

  boolean areBoth() {
    return client != null && server != null;
  }

  boolean has(String side) {
    return of(side) != null;
  }

  private Throwable of(String side) {
    return side.equals(Relay.CLIENT) ? client : server;
  }

  /** Whether {@code side} was reset: a write that fails with EPIPE comes after a regular end. */
  boolean isReset(String side) {
    return has(side) && !BROKEN_PIPE.equals(of(side).getMessage());
  }

  /** The first failure, as the log has it. */
  String first() {
    return first;
  }
}
