package io.trixter.netem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The log that a property of the JVM asks for. A record is written when the JVM ends, also by
 * SIGTERM; a replay then says which events found no place.
 */
final class LogOfRun {
  private static final String RECORD = "netem.record";
  private static final String REPLAY = "netem.replay";
  private static FaultLog log;
  private static boolean made;

  private LogOfRun() {}

  /** Returns it; null where no property asks for one. */
  static synchronized FaultLog get() {
    if (!made) {
      log = make(System.getProperty(RECORD), System.getProperty(REPLAY));
      made = true;
    }
    return log;
  }

  private static FaultLog make(String directory, String file) {
    if (directory != null && file != null) {
      throw new IllegalArgumentException(
          "-D" + RECORD + " and -D" + REPLAY + " exclude each other");
    } else if (directory != null) {
      return recording(directory);
    }
    return file == null ? null : replaying(file);
  }

  private static FaultLog recording(String directory) {
    FaultRecord record = new FaultRecord();
    Path place = Path.of(directory);
    Path file = place.resolve("netem-" + ProcessHandle.current().pid() + ".jsonl");
    try {
      Files.createDirectories(place);
    } catch (IOException e) {
      throw refused(RECORD, directory, e);
    }
    atEnd(() -> write(record, file));
    return record;
  }

  private static FaultLog replaying(String file) {
    try {
      FaultReplay replay = Netem.replay(FaultRecord.read(Path.of(file)));
      atEnd(() -> report(replay));
      return replay;
    } catch (IOException e) {
      throw refused(REPLAY, file, e);
    }
  }

  private static IllegalArgumentException refused(String property, String value, IOException why) {
    return new IllegalArgumentException("-D" + property + "=" + value + ": " + why, why);
  }

  private static void atEnd(Runnable task) {
    Runtime.getRuntime().addShutdownHook(new Thread(task, "netem-record"));
  }

  private static void write(FaultRecord record, Path file) {
    try {
      record.write(file);
    } catch (IOException e) {
      System.err.println("-D" + RECORD + ": " + file + " was not written: " + e);
    }
  }

  private static void report(FaultReplay replay) {
    replay.unplaced().forEach(event -> System.err.println("found no place: " + event));
  }
}
