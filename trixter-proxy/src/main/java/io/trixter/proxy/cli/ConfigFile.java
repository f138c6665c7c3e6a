package io.trixter.proxy.cli;

import io.trixter.proxy.api.http.JsonProblem;
import io.trixter.proxy.api.toxiproxy.ConfigEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file of {@code --config}. */
final class ConfigFile {
  private ConfigFile() {}

  /**
   * Reads it, and checks it before anything listens.
   *
   * @throws IOException if it cannot be read or is wrong; the message names the file, and the line
   */
  static List<ConfigEntry> read(Path file) throws IOException {
    try {
      return ConfigEntry.read(Files.readAllBytes(file));
    } catch (JsonProblem e) {
      throw new IOException(file + ":" + e.line() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + FileProblem.of(e), e);
    }
  }
}
