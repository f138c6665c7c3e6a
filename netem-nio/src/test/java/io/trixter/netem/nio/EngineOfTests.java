package io.trixter.netem.nio;

import io.trixter.netem.nio.loop.Pollers;
import java.util.ArrayList;
import java.util.List;

/** The engine that this run of the tests is about, for what does not ask for it by itself. */
public final class EngineOfTests {
  private static final int FEATURE_WITH_NATIVE_ACCESS = 22;

  private EngineOfTests() {}

  /** Returns what its loops wait on. */
  public static Pollers pollers() {
    return new NetemChannelProvider().pollers();
  }

  /**
   * Returns options that have another JVM use it too, and any other that it may be told to use,
   * where this library is on the class path.
   */
  public static List<String> jvmOptions() {
    return jvmOptions("ALL-UNNAMED");
  }

  /** Returns the same where this library is in {@code module}. */
  public static List<String> jvmOptions(String module) {
    List<String> options = new ArrayList<>();
    options.add("-Dio.trixter.netem.engine=" + Engine.configured());
    if (Runtime.version().feature() >= FEATURE_WITH_NATIVE_ACCESS) {
      options.add("--enable-native-access=" + module);
    }
    return options;
  }
}
