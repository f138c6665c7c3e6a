package io.trixter.proxy.cli;

import io.trixter.netem.FaultRecord;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The file of {@code --replay}. */
final class ReplayFile {
  private ReplayFile() {}

  /**
   * Reads it, before anything listens, and warns of a record that was full.
   *
   * @throws IOException if it cannot be read or is no whole record; the message names the file, and
   *     the line
   */
  static FaultRecord read(Path file) throws IOException {
    try {
      FaultRecord record = FaultRecord.read(file);
      if (record.dropped() > 0) {
        LoggerFactory.getLogger(Main.class)
            .warn("replay: {} was full, and lacks {} events", file, record.dropped());
      }
      return record;
    } catch (IOException e) {
      if (e.getCause() != null) { // it names both
        throw e;
      }
      throw new IOException("cannot read " + file + ": " + FileProblem.of(e), e);
    }
  }
}
