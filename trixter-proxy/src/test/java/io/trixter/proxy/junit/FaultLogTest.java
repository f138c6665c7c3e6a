package io.trixter.proxy.junit;

import static io.trixter.proxy.junit.Kit.SEEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Proxy;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EventType;

/** What a failure says of the proxy. */
class FaultLogTest {
  private static void connectAndFail(Proxy proxy, String reason) throws IOException {
    SEEN.add(proxy);
    try (Socket socket = new Socket(proxy.host(), proxy.port())) {
      assertThat(socket.isConnected()).isTrue();
      while (proxy.connections().isEmpty()) {
        Thread.onSpinWait();
      }
      proxy.connections().forEach(connection -> connection.shutdown(reason));
      throw new IllegalStateException("the client gave up");
    }
  }

  private static void assertExplains(List<Throwable> failures) {
    assertThat(failures)
        .isNotEmpty()
        .allSatisfy(
            failure -> {
              assertThat(failure).hasMessage("the client gave up");
              assertThat(failure.getSuppressed()).hasSize(1);
              assertThat(failure.getSuppressed()[0])
                  .isInstanceOf(FaultLog.class)
                  .hasMessageStartingWith("run again with -Dnetem.seed=42")
                  .hasMessageContaining("opened id=")
                  .hasMessageContaining("cause=shutdown: in the test");
            });
  }

  static class Failing {
    @RegisterExtension final TrixterExtension trixter = TrixterExtension.of(Kit::toSilence);

    @Test
    void failsWhileAConnectionIsOpen(Proxy proxy) throws IOException {
      connectAndFail(proxy, "in the test");
    }
  }

  @Test
  void aFailureCarriesTheSeedAndWhatHappenedToTheConnections() {
    EngineExecutionResults results = Kit.run(Failing.class);
    assertExplains(Kit.failures(results.testEvents()));
    assertThat(results.allEvents().filter(e -> e.getType() == EventType.REPORTING_ENTRY_PUBLISHED))
        .hasSize(1);
    assertThat(SEEN).hasSize(1).noneMatch(Proxy::isEnabled);
  }

  static class FailingWithin {
    @RegisterExtension static final TrixterExtension TRIXTER = TrixterExtension.of(Kit::toSilence);

    @Nested
    class Within {
      @Test
      void fails(Proxy proxy) throws IOException {
        connectAndFail(proxy, "in the test");
      }

      @TestFactory
      DynamicTest dynamic(Proxy proxy) {
        return DynamicTest.dynamicTest("fails", () -> connectAndFail(proxy, "in the test"));
      }
    }
  }

  @Test
  void aFailureInANestedClassAndInADynamicTestDoesSoToo() {
    List<Throwable> failures = Kit.failures(Kit.run(FailingWithin.class).testEvents());
    assertThat(failures).hasSize(2);
    assertExplains(failures);
  }

  static class FailingBefore {
    @RegisterExtension static final TrixterExtension TRIXTER = TrixterExtension.of(Kit::toSilence);

    @BeforeAll
    static void failsBeforeAllTests(Proxy proxy) throws IOException {
      connectAndFail(proxy, "in the test");
    }

    @Test
    void neverRuns() {
      SEEN.clear();
    }
  }

  static class FailingAfter {
    @RegisterExtension static final TrixterExtension TRIXTER = TrixterExtension.of(Kit::toSilence);

    @Test
    void succeeds() {
      assertThat(TRIXTER.proxy().isEnabled()).isTrue();
    }

    @AfterAll
    static void failsAfterAllTests(Proxy proxy) throws IOException {
      connectAndFail(proxy, "in the test");
    }
  }

  @Test
  void aFailureBeforeOrAfterAllTestsDoesSoTooAndTheProxyIsClosed() {
    assertExplains(Kit.failures(Kit.run(FailingBefore.class).containerEvents()));
    assertThat(SEEN).hasSize(1).noneMatch(Proxy::isEnabled);
    assertExplains(Kit.failures(Kit.run(FailingAfter.class).containerEvents()));
    assertThat(SEEN).hasSize(1).noneMatch(Proxy::isEnabled);
  }

  static class FailingTogether {
    private static final CyclicBarrier BOTH = new CyclicBarrier(2);

    @RegisterExtension static final TrixterExtension TRIXTER = TrixterExtension.of(Kit::toSilence);

    @Test
    void first(Proxy proxy) throws Exception {
      try (Socket socket = new Socket(proxy.host(), proxy.port())) {
        assertThat(socket.isConnected()).isTrue();
        while (proxy.connections().size() < 2) {
          Thread.onSpinWait();
        }
        BOTH.await(30, TimeUnit.SECONDS);
        proxy.connections().forEach(connection -> connection.shutdown("in the test"));
        throw new IllegalStateException("the client gave up");
      }
    }

    @Test
    void second(Proxy proxy) throws Exception {
      first(proxy);
    }
  }

  @Test
  void failuresOfParallelTestsThatShareAProxyCarryWhatHappenedToAllConnections() {
    List<Throwable> failures = Kit.failures(Kit.runInParallel(FailingTogether.class).testEvents());
    assertThat(failures)
        .hasSize(2)
        .allSatisfy(
            failure ->
                assertThat(failure.getSuppressed()[0])
                    .isInstanceOf(FaultLog.class)
                    .hasMessageFindingMatch("(?s)opened id=.* opened id="));
  }

  static class FailingWithTwo {
    @RegisterExtension
    final TrixterExtension orders = TrixterExtension.of(Kit::toSilence).named("orders");

    @RegisterExtension
    final TrixterExtension stock = TrixterExtension.of(Kit::toSilence).named("stock");

    @Test
    void fails() {
      throw new IllegalStateException("both were up");
    }
  }

  @Test
  void aFailureAmongSeveralProxiesCarriesALogOfEachWithItsName() {
    assertThat(Kit.failures(Kit.run(FailingWithTwo.class).testEvents()))
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .satisfiesExactlyInAnyOrder(
                        log -> assertThat(log).startsWith("orders: run again with"),
                        log -> assertThat(log).startsWith("stock: run again with")));
  }
}
