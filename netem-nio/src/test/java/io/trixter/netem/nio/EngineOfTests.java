package io.trixter.netem.nio;

import io.trixter.netem.nio.loop.Pollers;
import java.util.List;

/** The engine that this run of the tests is about, for what does not ask for it by itself. */
public final class EngineOfTests {
  private EngineOfTests() {}

  /** Returns what its loops wait on. */
  public static Pollers pollers() {
    return new NetemChannelProvider().pollers();
  }

  /** Returns options that have another JVM use it too. */
  public static List<String> jvmOptions() {
    Engine engine = Engine.configured();
    return engine == Engine.NIO
        ? List.of()
        : List.of("-Dio.trixter.netem.engine=" + engine, "--enable-native-access=ALL-UNNAMED");
  }
}
