package io.trixter.benchmarks.peers;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class path as the java launcher takes it. */
public final class ClassPath {
  private ClassPath() {}

  /** Its entries, with those that {@code DIRECTORY/*} stands for. */
  static List<Path> jars(String classPath) {
    List<Path> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      if (entry.endsWith("*")) {
        entries.addAll(within(Path.of(entry.substring(0, entry.length() - 1))));
      } else {
        entries.add(Path.of(entry));
      }
    }
    return entries;
  }

  private static List<Path> within(Path directory) {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.jar")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      throw new IllegalArgumentException("is no directory: " + directory, e);
    }
    return jars;
  }

  /**
   * Returns if NetCrusher can be loaded from it.
   *
   * @throws IllegalArgumentException if not, naming what is missing
   */
  public static void requireNetCrusher(String classPath) {
    List<URL> urls = new ArrayList<>();
    try {
      for (Path entry : jars(classPath)) {
        if (!Files.exists(entry)) {
          throw new IllegalArgumentException("does not exist: " + entry);
        }
        urls.add(entry.toUri().toURL());
      }
      try (URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]))) {
        Class.forName(NetCrusherMain.BUILDER, true, loader);
      }
    } catch (IOException | ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException("lacks NetCrusher or what it needs: " + e, e);
    }
  }
}
