package io.trixter.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trixter.netem.SlicedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Two parsers of lines, fed byte by byte. What comes in one piece on your machine comes in many on
 * a bad network, cut anywhere: in the middle of a line, or of a character.
 */
public final class ParserAgainstSlices {
  private static final byte[] MESSAGE = "naïve café\n".getBytes(UTF_8);

  private ParserAgainstSlices() {}

  /** Prints what each parser made of the message, whole and sliced. */
  public static void main(String[] args) throws IOException {
    SlicedWriter slices = new SlicedWriter(1);

    NaiveParser naive = new NaiveParser();
    naive.write(MESSAGE);
    System.out.println("naive, whole: " + naive.line());
    naive = new NaiveParser();
    slices.wrap(naive).write(MESSAGE);
    System.out.println("naive, sliced: " + naive.line());

    CarefulParser careful = new CarefulParser();
    slices.wrap(careful).write(MESSAGE);
    System.out.println("careful, sliced: " + careful.line());
  }

  /** Decodes each piece as it comes, as if no character could be cut. */
  private static final class NaiveParser extends OutputStream {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void write(byte[] piece, int offset, int length) {
      text.append(new String(piece, offset, length, UTF_8));
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    String line() {
      return text.toString().strip();
    }
  }

  /** Keeps the bytes until the line is complete, and decodes then. */
  private static final class CarefulParser extends OutputStream {
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private String line;

    @Override
    public void write(int one) {
      if (one == '\n') {
        line = pending.toString(UTF_8);
        pending.reset();
      } else {
        pending.write(one);
      }
    }

    String line() {
      return line;
    }
  }
}
