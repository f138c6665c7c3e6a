package io.trixter.proxy.cli;

import io.trixter.netem.FaultRecord;
import java.io.IOException;
import java.nio.file.Path;

/** The file of {@code --replay}. */
final class ReplayFile {
  private ReplayFile() {}

  /**
   * Reads it, before anything listens.
   *
   * @throws IOException if it cannot be read or is no whole record; the message names the file, and
   *     the line
   */
  static FaultRecord read(Path file) throws IOException {
    try {
      return FaultRecord.read(file);
    } catch (IOException e) {
      if (e.getCause() != null) { // it names both
        throw e;
      }
      throw new IOException("cannot read " + file + ": " + FileProblem.of(e), e);
    }
  }
}
