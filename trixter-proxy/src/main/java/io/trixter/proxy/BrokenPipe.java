package io.trixter.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/** What the system says, in the language of the process, when nobody reads what is written. */
final class BrokenPipe {
  private static final String IN_ENGLISH = "Broken pipe";

  private BrokenPipe() {}

  /** Learns the message from a pipe; the English one where there is no pipe to be had. */
  static String message() {
    try {
      Pipe pipe = Pipe.open();
      try (Pipe.SinkChannel sink = pipe.sink()) {
        pipe.source().close();
        return messageOf(sink);
      }
    } catch (IOException | OutOfMemoryError noPipe) {
      return IN_ENGLISH;
    }
  }

  private static String messageOf(Pipe.SinkChannel sink) {
    try {
      sink.write(ByteBuffer.allocate(1));
      return IN_ENGLISH;
    } catch (IOException broken) {
      return broken.getMessage() == null ? IN_ENGLISH : broken.getMessage();
    }
  }
}
