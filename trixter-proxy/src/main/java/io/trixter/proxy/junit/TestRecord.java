package io.trixter.proxy.junit;

import io.trixter.netem.FaultLog;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.FaultReplay;
import io.trixter.netem.Netem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where the record of a failed test goes, and where that comes from which is to be replayed. An
 * extension with a name has a file of its own beside the other's. Safe for any thread.
 */
final class TestRecord {
  private static final String RECORD = "netem.record";
  private static final String REPLAY = "netem.replay";
  private static final String SUFFIX = ".jsonl";

  private final String extension; // null where it has no name

  TestRecord(String extension) {
    this.extension = extension;
  }

  /**
   * Returns what {@code -Dnetem.replay} asks for; where it asks for nothing, an empty record.
   *
   * @param seed of the proxy
   * @param configuration of the proxy, for people
   */
  FaultLog log(long seed, String configuration) {
    String replayed = System.getProperty(REPLAY);
    if (replayed == null) {
      return new FaultRecord(seed, configuration, FaultRecord.MOST_EVENTS);
    }
    try {
      return Netem.replay(FaultRecord.read(own(replayed)));
    } catch (IOException e) {
      throw new ExtensionConfigurationException("-D" + REPLAY + "=" + replayed + ": " + e, e);
    }
  }

  /** Writes {@code record} of the failed test {@code context}; returns what its failure says. */
  String write(FaultRecord record, ExtensionContext context) {
    Path path = directory().resolve(RecordName.of(context) + SUFFIX);
    Path file = own(path.toString());
    try {
      Files.createDirectories(directory());
      record.write(file);
    } catch (IOException e) {
      return "the record could not be written: " + e;
    }
    boolean isOfTest = context.getTestMethod().isPresent() || context.getTestClass().isEmpty();
    return isOfTest
        ? "replay it with -D" + REPLAY + "=" + path
        : "the record is " + file + " (-D" + REPLAY + " replays tests alone)";
  }

  /**
   * Returns what a failure says that came during {@code replay}.
   *
   * @param own whether the test's author has set the replay up, and no property
   */
  String replayed(FaultReplay replay, boolean own) {
    String path = System.getProperty(REPLAY);
    String again =
        own || path == null
            ? "this was a replay, by a record that the test has"
            : "this was a replay: repeat it with -D" + REPLAY + "=" + path;
    return again + "; " + replay;
  }

  private static Path directory() {
    return Path.of(System.getProperty(RECORD, Path.of("target", "netem").toString()));
  }

  private Path own(String path) {
    if (extension == null) {
      return Path.of(path);
    }
    String stem = path.endsWith(SUFFIX) ? path.substring(0, path.length() - SUFFIX.length()) : path;
    return Path.of(stem + "." + RecordName.plain(extension) + SUFFIX);
  }
}
