package io.trixter.proxy.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.FaultRecord;
import io.trixter.netem.kernel.FaultEvent;
import io.trixter.proxy.Await;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** The record that a failed test leaves, and its replay. */
class TestRecordTest {
  private static final String RECORD = "netem.record";
  private static final String REPLAY = "netem.replay";

  @TempDir private Path directory;

  @BeforeEach
  void recordHere() {
    System.setProperty(RECORD, directory.toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty(RECORD);
    System.clearProperty(REPLAY);
  }

  private static boolean hasActed(Proxy proxy) {
    return proxy.record() == null
        ? proxy.proxyHost().replay().unplaced().isEmpty()
        : !proxy.record().events().isEmpty();
  }

  private static void meetGarbage(Proxy proxy) throws IOException {
    try (Peer client = Peer.connect(proxy)) {
      client.send("x");
      Await.until("chance has acted", () -> hasActed(proxy));
    }
  }

  static class Flaky {
    @RegisterExtension
    static final TrixterExtension TRIXTER = TrixterExtension.of(() -> Kit.toSilence().corrupt(1.0));

    @Test
    void passes(Proxy proxy) throws IOException {
      meetGarbage(proxy);
    }

    @Test
    void fails(Proxy proxy) throws IOException {
      meetGarbage(proxy);
      throw new IllegalStateException("failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void failsTwice(int ignored, Proxy proxy) throws IOException {
      fails(proxy);
    }
  }

  private Path file(Class<?> test, String rest) {
    return directory.resolve(test.getName().replace('$', '.') + rest + ".jsonl");
  }

  /** The names of all records that were left, sorted. */
  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(each -> each.getFileName().toString().replace(".jsonl", ""))
          .sorted()
          .toList();
    }
  }

  @Test
  void eachFailedTestLeavesARecordOfItsOwnConnectionsFromZero() throws IOException {
    List<Throwable> failures = Kit.failures(Kit.run(Flaky.class).testEvents());
    assertThat(failures).hasSize(3);
    try (var files = Files.list(directory)) {
      assertThat(files)
          .containsExactlyInAnyOrder(
              file(Flaky.class, ".fails"),
              file(Flaky.class, ".failsTwice-1"),
              file(Flaky.class, ".failsTwice-2"));
    }
    FaultRecord record = FaultRecord.read(file(Flaky.class, ".fails"));
    assertThat(record.events()).extracting(FaultEvent::connection).containsExactly(0L);
    assertThat(record.seed()).isEqualTo(42);
    assertThat(record.configuration()).contains("corruption=1.0");
    assertThat(failures)
        .map(failure -> failure.getSuppressed()[0].getMessage())
        .anyMatch(text -> text.contains("-D" + REPLAY + "=" + file(Flaky.class, ".fails") + ";"));
  }

  @Test
  void thePropertyReplaysItAndTheFailureSaysSo() {
    Kit.run(Flaky.class);
    System.setProperty(REPLAY, file(Flaky.class, ".fails").toString());
    EngineExecutionResults replay = Kit.run(Flaky.class);
    assertThat(replay.allEvents().reportingEntryPublished().count()).isZero();
    assertThat(Kit.failures(replay.testEvents()))
        .hasSize(3)
        .allSatisfy(
            failure ->
                assertThat(failure.getSuppressed()[0])
                    .hasMessageStartingWith(
                        "this was a replay: repeat it with -D"
                            + REPLAY
                            + "="
                            + file(Flaky.class, ".fails")
                            + "; every event found its place; faults applied:")
                    .hasMessageNotContaining("netem.seed"));
  }

  @Test
  void aReplayLeavesNoRecord() throws IOException {
    Kit.run(Flaky.class);
    Path moved = Files.move(file(Flaky.class, ".fails"), directory.resolve("kept.jsonl"));
    Files.delete(file(Flaky.class, ".failsTwice-1"));
    Files.delete(file(Flaky.class, ".failsTwice-2"));
    System.setProperty(REPLAY, moved.toString());
    Kit.run(Flaky.class);
    assertThat(left()).containsExactly("kept");
  }

  @Test
  void aRecordThatIsNoneFailsTheTest() {
    System.setProperty(REPLAY, directory.resolve("nosuch").toString());
    assertThat(Kit.failures(Kit.run(Flaky.class).testEvents()))
        .hasSize(4)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .hasMessageContaining("-D" + REPLAY + "=" + directory.resolve("nosuch"))
                    .hasMessageContaining("NoSuchFile"));
    assertThatThrownBy(Flaky.TRIXTER::proxy).isInstanceOf(IllegalStateException.class); // closed
  }

  static class Parallel {
    @RegisterExtension
    static final TrixterExtension TRIXTER = TrixterExtension.of(() -> Kit.toSilence().corrupt(1.0));

    @Test
    void one(Proxy proxy) throws IOException {
      meetGarbage(proxy);
      Await.until("both have met garbage", () -> proxy.record().events().size() == 2);
      throw new IllegalStateException("failed");
    }

    @Test
    void other(Proxy proxy) throws IOException {
      one(proxy);
    }
  }

  @Test
  void parallelTestsOfOneProxyShareARecord() throws IOException {
    Kit.runInParallel(Parallel.class);
    for (String test : List.of(".one", ".other")) {
      assertThat(FaultRecord.read(file(Parallel.class, test)).events())
          .extracting(FaultEvent::connection)
          .containsExactlyInAnyOrder(0L, 1L);
    }
  }

  static class Named {
    @RegisterExtension
    static final TrixterExtension A = TrixterExtension.of(Kit::toSilence).named("a");

    @RegisterExtension
    static final TrixterExtension B =
        TrixterExtension.of(() -> Kit.toSilence().corrupt(1.0)).named("b/c");

    @Test
    void fails(@ProxyNamed("b/c") Proxy proxy) throws IOException {
      meetGarbage(proxy);
      throw new IllegalStateException("failed");
    }
  }

  @Test
  void oneLineReplaysTheRecordsOfAllExtensions() throws IOException {
    List<Throwable> failures = Kit.failures(Kit.run(Named.class).testEvents());
    assertThat(FaultRecord.read(file(Named.class, ".fails.a")).events()).isEmpty();
    assertThat(FaultRecord.read(file(Named.class, ".fails." + RecordName.plain("b/c"))).events())
        .hasSize(1);
    String line = "-D" + REPLAY + "=" + file(Named.class, ".fails");
    assertThat(failures.get(0).getSuppressed())
        .hasSize(2)
        .allSatisfy(each -> assertThat(each).hasMessageContaining(line));
    System.setProperty(REPLAY, file(Named.class, ".fails").toString());
    assertThat(Kit.failures(Kit.run(Named.class).testEvents()))
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasMessage("failed"));
  }
}
