package io.trixter.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import io.trixter.netem.Fault;
import io.trixter.netem.nio.EngineOfTests;
import io.trixter.netem.nio.NetemChannelProvider;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Paths of artifacts, for a Java that runs beside the test's, and that Java's tools. */
public final class Artifacts {
  private static final List<Class<?>> LIBRARY =
      List.of(
          Proxy.class,
          NetemChannelProvider.class,
          Fault.class,
          JsonFactory.class,
          LoggerFactory.class);

  private static final String LOOPS = "io.trixter.netem.nio";
  private static final String UNNAMED = "ALL-UNNAMED";

  private Artifacts() {}

  /** What the proxy needs as a library, on either path. */
  public static String library() {
    List<String> path = new ArrayList<>();
    for (Class<?> each : LIBRARY) {
      path.add(holding(each));
    }
    return String.join(File.pathSeparator, path);
  }

  /** What the program needs, on either path. */
  public static String program() {
    return library() + File.pathSeparator + holding(CommandLine.class);
  }

  /** Starts a program on the engine of the tests, from either path, otherwise as a tool. */
  public static Process startJava(List<String> arguments) throws IOException {
    boolean named = arguments.contains("-p");
    List<String> all = new ArrayList<>(EngineOfTests.jvmOptions(named ? LOOPS : UNNAMED));
    all.addAll(arguments);
    return start("java", all);
  }

  /** Starts a tool of the JDK that runs the test, with its errors among its output. */
  public static Process start(String tool, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String holding(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
