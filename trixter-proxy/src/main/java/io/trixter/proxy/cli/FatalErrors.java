package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program's handler of uncaught exceptions: logs them, and ends the program with exit code 3
 * when they leave it unable to serve, so that it never stays without doing its work. Any thread.
 */
final class FatalErrors implements Thread.UncaughtExceptionHandler {
  /** The exit code when memory ran out for good, or an event loop died. */
  static final int EXIT_CODE = 3;

  private static final String API_THREAD = "HTTP-Dispatcher"; // of the JDK's server; never replaced
  private static final long PATIENCE_MILLIS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(FatalErrors.class);

  /** What is done last. */
  interface Ending {
    /** Does it; whatever it throws is of no account. */
    void run() throws Exception;
  }

  private final BooleanSupplier lost;
  private final Ending last;
  private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
  private final byte[] shortLine = line("out of memory");
  private final Thread writer = new Thread(this::end, "trixter-fatal");
  private volatile Throwable cause;

  private FatalErrors(BooleanSupplier lost, Ending last) {
    this.lost = lost;
    this.last = last;
    writer.setDaemon(true);
    described(new OutOfMemoryError()); // has the JVM link what there may be no memory for later
  }

  /**
   * Makes it the JVM's default.
   *
   * @param lost says whether the program cannot serve any more
   * @param last is run then, within a second
   */
  static void handle(BooleanSupplier lost, Ending last) {
    FatalErrors handler = new FatalErrors(lost, last);
    handler.writer.start(); // now: there may be no memory for a thread later
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    boolean apiDied = thrown instanceof OutOfMemoryError && thread.getName().equals(API_THREAD);
    if (apiDied || lost.getAsBoolean()) {
      halt(thrown);
    } else {
      LOG.error("uncaught in {}", thread.getName(), thrown);
    }
  }

  /** Ends the program at once: whatever else might be done may hang, or lack memory. */
  private void halt(Throwable thrown) {
    cause = thrown;
    LockSupport.unpark(writer);
    try {
      writer.join(PATIENCE_MILLIS); // nobody may read standard error
    } catch (InterruptedException e) {
      // it ends anyway
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  private void end() {
    while (cause == null) {
      LockSupport.park(this);
    }
    try {
      err.write(described(cause));
      last.run();
    } catch (Exception | Error e) {
      // nobody is left to tell, or there is no memory
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  private byte[] described(Throwable thrown) {
    try {
      boolean memory = thrown instanceof OutOfMemoryError;
      return line(memory ? "out of memory: " + thrown.getMessage() : "event loop died: " + thrown);
    } catch (Throwable e) { // an OutOfMemoryError, or what the JVM makes of one
      return shortLine;
    }
  }

  private static byte[] line(String text) {
    return (text.replaceAll("\\p{Cc}", "?") + System.lineSeparator()).getBytes(UTF_8);
  }
}
