package io.trixter.proxy.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs classes of tests that use the extension, which note here the proxies that they see. */
final class Kit {
  /** The proxies that the tests of this run saw, in order. */
  static final List<Proxy> SEEN = new CopyOnWriteArrayList<>();

  /** Completes connections by itself; nobody accepts them. */
  private static final ServerSocket SILENCE = listen();

  private Kit() {}

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 4000, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Trixter toSilence() {
    return Trixter.to("127.0.0.1", SILENCE.getLocalPort()).seed(42);
  }

  static EngineExecutionResults run(Class<?>... tests) {
    return execute(false, tests);
  }

  static EngineExecutionResults runInParallel(Class<?>... tests) {
    return execute(true, tests);
  }

  private static EngineExecutionResults execute(boolean parallel, Class<?>... tests) {
    SEEN.clear();
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "" + parallel)
        .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
        .selectors(Stream.of(tests).map(test -> selectClass(test)).toArray(ClassSelector[]::new))
        .execute();
  }

  static List<Throwable> failures(Events events) {
    return events
        .failed()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> result.getThrowable().orElseThrow())
        .toList();
  }
}
