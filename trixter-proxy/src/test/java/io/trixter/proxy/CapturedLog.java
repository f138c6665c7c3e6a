package io.trixter.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Takes what goes to standard error during a test, where the log goes; prints it when the test
 * fails. A test in which a loop reports an exception fails.
 */
public final class CapturedLog implements BeforeEachCallback, AfterEachCallback {
  private static final String UNCAUGHT = "Exception in thread \"trixter-";

  private final List<String> lines = new ArrayList<>();
  private PrintStream real;

  @Override
  public void beforeEach(ExtensionContext context) {
    synchronized (lines) {
      lines.clear();
    }
    real = System.err;
    System.setErr(new PrintStream(new Lines(), true, UTF_8));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    System.setErr(real);
    boolean uncaught = !containing(UNCAUGHT).isEmpty();
    if (uncaught || context.getExecutionException().isPresent()) {
      containing("").forEach(real::println);
    }
    if (uncaught) {
      throw new AssertionError("a loop reported an exception; see the log");
    }
  }

  /** The lines with {@code text} in them. */
  public List<String> containing(String text) {
    synchronized (lines) {
      return lines.stream().filter(line -> line.contains(text)).toList();
    }
  }

  /** The lines that tell of a connection's end. */
  public List<String> ended() {
    return containing(" ended ");
  }

  /** The one line that tells of a connection's end, once it is there. */
  public String awaitEnded() {
    Await.until("the end is logged", () -> !ended().isEmpty());
    if (ended().size() > 1) {
      throw new AssertionError("logged more than once: " + ended());
    }
    return ended().get(0);
  }

  private final class Lines extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      if (b == '\n') {
        synchronized (lines) {
          lines.add(line.toString(UTF_8));
        }
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
