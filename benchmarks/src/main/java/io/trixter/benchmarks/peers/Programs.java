package io.trixter.benchmarks.peers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Refuses what could not be started, before anything is. */
public final class Programs {
  private Programs() {}

  /**
   * A program at a path or, by its bare name, in the directories of PATH.
   *
   * @throws IllegalArgumentException if there is none, or it cannot be run
   */
  public static Path executable(String name) {
    Path program = name.contains(File.separator) ? Path.of(name) : search(name);
    requireFile(program);
    if (!Files.isExecutable(program)) {
      throw new IllegalArgumentException("is not executable: " + program);
    }
    return program;
  }

  /**
   * A jar.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Path jar(String name) {
    Path jar = Path.of(name);
    requireFile(jar);
    return jar;
  }

  private static void requireFile(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("does not exist: " + file);
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException("is no file that can be read: " + file);
    }
  }

  private static Path search(String name) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path candidate = Path.of(directory, name);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return Path.of(name);
  }
}
