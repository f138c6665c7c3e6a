package io.trixter.netem.nio.loop;

/**
 * A handler of the library's own, between an operation and the handler of a caller: runs on the
 * reactor's thread, even where callers' handlers run elsewhere.
 */
public interface InnerHandler {
  /** The future that hears of the end at last, or null if a caller's handler does. */
  default PendingFuture<?> future() {
    return null;
  }
}
