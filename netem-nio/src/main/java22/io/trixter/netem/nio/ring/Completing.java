package io.trixter.netem.nio.ring;

/** What has requests with the kernel, and hears of their completions. The loop's thread. */
interface Completing {
  /** Receives into provided buffers, once or again and again. */
  int RECEIVE = 1;

  /** Waits until there is something to receive. */
  int POLL_IN = 2;

  /** Sends from a slot. */
  int SEND = 3;

  /** Waits until there is room for something to send. */
  int POLL_OUT = 4;

  /** Connects. */
  int CONNECT = 5;

  /** Accepts connections, one after another. */
  int ACCEPT = 6;

  /** Waits until the peer ends or resets the connection. */
  int HANG_UP = 7;

  /**
   * A request has completed, or, if it goes on, has come to something.
   *
   * @param kind what it was for
   * @param result what came of it, or {@code -errno}
   * @param flags of its completion
   */
  void completed(int kind, int result, int flags);
}
