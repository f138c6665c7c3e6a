package io.trixter.benchmarks.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM that this runs on. */
public final class Java {
  private Java() {}

  /** Its launcher. */
  public static Path launcher() {
    return tool("java");
  }

  /** One of its tools, which a run-time image may lack. */
  static Path tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name);
  }

  /** What starts a main class of {@code classPath}, which may be empty, and then of this one. */
  static List<String> command(String classPath, Class<?> main, Object... arguments) {
    String own = System.getProperty("java.class.path");
    String path = classPath.isEmpty() ? own : classPath + File.pathSeparator + own;
    List<String> command = new ArrayList<>();
    command.addAll(List.of(launcher().toString(), "-cp", path, main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }
}
