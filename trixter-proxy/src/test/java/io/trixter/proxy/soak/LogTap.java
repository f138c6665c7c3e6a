package io.trixter.proxy.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/** Gives the log's lines about connections to the ledger; any other is printed, and a failure. */
final class LogTap implements AutoCloseable {
  private final PrintStream real = System.err;
  private final Ledger ledger;

  LogTap(Ledger ledger) {
    this.ledger = ledger;
    System.setErr(new PrintStream(new Lines(), true, UTF_8));
  }

  private void line(String text) {
    if (!ledger.logged(text)) {
      real.println(text);
      ledger.fail("in the log: " + text);
    }
  }

  @Override
  public void close() {
    System.setErr(real);
  }

  private final class Lines extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      if (b == '\n') {
        line(line.toString(UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
