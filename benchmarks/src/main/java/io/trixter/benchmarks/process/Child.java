package io.trixter.benchmarks.process;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that ends with this one at the latest. Not for several threads. */
public final class Child implements Closeable {
  private static final int TAIL = 500;

  private final Process process;
  private final Path log;
  private final Thread hook;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a process, whose standard output and errors go to a file of its own.
   *
   * @param environment what its environment has besides ours
   */
  public static Child start(List<String> command, Map<String, String> environment)
      throws IOException {
    Path log = Files.createTempFile("benchmark-", ".log");
    log.toFile().deleteOnExit();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null")).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new Child(builder.start(), log);
  }

  /** Starts a main class of this class path, or of {@code classPath} and then this one. */
  public static Child java(String classPath, Class<?> main, Object... arguments)
      throws IOException {
    return start(Java.command(classPath, main, arguments), Map.of());
  }

  /** What /proc calls it. */
  public long pid() {
    return process.pid();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The end of what it wrote. */
  public String log() throws IOException {
    String all = Files.readString(log).strip();
    return all.length() <= TAIL ? all : all.substring(all.length() - TAIL);
  }

  /** Ends it at once and waits for that; its sockets are closed then. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    Runtime.getRuntime().removeShutdownHook(hook);
    Files.deleteIfExists(log);
  }
}
