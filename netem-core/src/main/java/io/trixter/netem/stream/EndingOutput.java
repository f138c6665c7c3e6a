package io.trixter.netem.stream;

import io.trixter.netem.kernel.End;
import java.io.IOException;
import java.io.OutputStream;

/** An output that can end its direction, or the connection, behind what has been written. */
abstract class EndingOutput extends OutputStream implements Stack.Member {
  /** Ends as {@code how} says. */
  abstract void end(End how) throws IOException;

  /** Ends {@code out}, on top of which {@code stack} stands. */
  static void end(OutputStream out, End how, Stack stack) throws IOException {
    if (out instanceof EndingOutput ending) {
      ending.end(how);
    } else if (how == End.HALF_CLOSE) {
      stack.lifetime().bottom().halfClose(out);
    } else {
      stack.lifetime().finish(how == End.RESET);
    }
  }
}
