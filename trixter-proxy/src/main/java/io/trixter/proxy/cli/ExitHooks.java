package io.trixter.proxy.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Ends the program in good order on SIGINT, SIGTERM or exit: closes what it was given, last first,
 * and exits with 0 unless it failed, within two seconds whatever hangs.
 */
final class ExitHooks {
  private static final long PATIENCE_MILLIS = 1500;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean armed;
  private volatile int exitCode;

  /** Closes {@code resource} when the program ends. */
  synchronized <T extends AutoCloseable> T onExit(T resource) {
    open.push(resource);
    if (!armed) {
      armed = true;
      Runtime.getRuntime().addShutdownHook(new Thread(this::end, "trixter-ending"));
    }
    return resource;
  }

  /** Makes 1 the program's exit code. */
  void failed() {
    exitCode = 1;
  }

  private void end() {
    Thread closer = new Thread(this::closeAll, "trixter-closing");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      // it is over anyway
    }
    Runtime.getRuntime().halt(exitCode); // a signal's own exit code would be 128 and its number
  }

  private void closeAll() {
    for (AutoCloseable resource = next(); resource != null; resource = next()) {
      try {
        resource.close();
      } catch (Exception e) {
        System.err.println("while closing: " + e);
      }
    }
  }

  private synchronized AutoCloseable next() {
    return open.poll();
  }
}
