package io.trixter.proxy.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventType;

class TrixterExtensionTest {
  private static final List<Proxy> SEEN = new ArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  /** A listener that completes connections by itself; nobody accepts them. */
  private static Trixter toSilence() {
    try {
      ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      return Trixter.to("127.0.0.1", server.getLocalPort()).seed(42);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
  }

  static class PerTest {
    @RegisterExtension
    final TrixterExtension trixter = TrixterExtension.of(TrixterExtensionTest::toSilence);

    @BeforeEach
    void runsBeforeEachTest() {
      assertThat(trixter.proxy().isEnabled()).isTrue();
    }

    @Test
    void first(Proxy proxy) {
      SEEN.add(proxy);
    }

    @Test
    void second() {
      SEEN.add(trixter.proxy());
    }
  }

  static class PerClass {
    @RegisterExtension
    static final TrixterExtension TRIXTER = TrixterExtension.of(TrixterExtensionTest::toSilence);

    @BeforeAll
    static void runsBeforeAllTests() {
      assertThat(TRIXTER.proxy().isEnabled()).isTrue();
    }

    @Test
    void first(Proxy proxy) {
      SEEN.add(proxy);
    }

    @Test
    void second(Proxy proxy) {
      SEEN.add(proxy);
    }
  }

  static class Failing {
    @RegisterExtension
    final TrixterExtension trixter = TrixterExtension.of(TrixterExtensionTest::toSilence);

    @Test
    void failsWhileAConnectionIsOpen(Proxy proxy) throws IOException, InterruptedException {
      SEEN.add(proxy);
      try (Socket socket = new Socket(proxy.host(), proxy.port())) {
        assertThat(socket.isConnected()).isTrue();
        while (proxy.connections().isEmpty()) {
          Thread.onSpinWait();
        }
        proxy.connections().get(0).shutdown("in the test");
        throw new IllegalStateException("the client gave up");
      }
    }
  }

  @Test
  void aProxyInAnInstanceFieldRunsForEachTestAndIsClosedAfterIt() {
    run(PerTest.class).testEvents().assertStatistics(stats -> stats.succeeded(2).failed(0));
    assertThat(SEEN).hasSize(2).doesNotHaveDuplicates().noneMatch(Proxy::isEnabled);
  }

  @Test
  void aProxyInAStaticFieldRunsForTheClassAndIsClosedAfterIt() {
    run(PerClass.class).testEvents().assertStatistics(stats -> stats.succeeded(2).failed(0));
    assertThat(SEEN).hasSize(2);
    assertThat(SEEN.get(0)).isSameAs(SEEN.get(1));
    assertThat(SEEN).noneMatch(Proxy::isEnabled);
  }

  @Test
  void aFailureCarriesTheSeedAndWhatBefellTheConnections() {
    EngineExecutionResults results = run(Failing.class);
    Throwable failure =
        results.testEvents().failed().stream()
            .map(event -> event.getRequiredPayload(TestExecutionResult.class))
            .map(result -> result.getThrowable().orElseThrow())
            .findFirst()
            .orElseThrow();
    assertThat(failure).hasMessage("the client gave up");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0])
        .isInstanceOf(FaultLog.class)
        .hasMessageContaining("run again with -Dnetem.seed=42")
        .hasMessageContaining("opened id=")
        .hasMessageContaining("cause=shutdown: in the test");
    assertThat(results.allEvents().filter(e -> e.getType() == EventType.REPORTING_ENTRY_PUBLISHED))
        .hasSize(1);
    assertThat(SEEN).noneMatch(Proxy::isEnabled);
  }

  @Test
  void outsideOfATestThereIsNoProxy() {
    assertThatThrownBy(() -> TrixterExtension.of(toSilence()).proxy())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the proxy runs during a test only");
  }
}
