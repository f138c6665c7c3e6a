package io.trixter.proxy.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.LoggerFactory;

/**
 * Ends the program in good order on SIGINT, SIGTERM or {@link #exit}: closes what it was given,
 * last first, and writes what is left of the log, within two seconds whatever hangs. A signal ends
 * the program with exit code 0.
 */
final class ExitHooks {
  private static final long PATIENCE_MILLIS = 1500;
  private static final long LOG_MILLIS = 1000;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile int exitCode;

  /** Makes the JVM end this way from now on. */
  void arm() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "trixter-ending"));
  }

  /** Closes {@code resource} when the program ends. */
  synchronized <T extends AutoCloseable> T onExit(T resource) {
    open.push(resource);
    return resource;
  }

  /** Ends the program with {@code code}. */
  void exit(int code) {
    exitCode = code;
    System.exit(code);
  }

  private void end() {
    int code = exitCode; // before closing makes the main thread fail
    Thread closer = new Thread(this::closeAll, "trixter-closing");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      // it is over anyway
    }
    Runtime.getRuntime().halt(code); // a signal's own exit code would be 128 and its number
  }

  private void closeAll() {
    for (AutoCloseable resource = next(); resource != null; resource = next()) {
      try {
        resource.close();
      } catch (Exception e) {
        LoggerFactory.getLogger(Main.class).warn("while closing: {}", e.toString());
      }
    }
    try {
      LogProvider.LOG.drain(LOG_MILLIS);
    } catch (InterruptedException e) {
      // it is over anyway
    }
  }

  private synchronized AutoCloseable next() {
    return open.poll();
  }
}
