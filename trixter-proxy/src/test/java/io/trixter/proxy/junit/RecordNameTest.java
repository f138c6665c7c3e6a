package io.trixter.proxy.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Events;

/** The file of each test that fails; none for the others. */
class RecordNameTest {
  private static final String RECORD = "netem.record";

  @TempDir private Path directory;

  @BeforeEach
  void recordHere() {
    System.setProperty(RECORD, directory.resolve("records").toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty(RECORD);
  }

  /** Runs the tests, each of which has one connection; returns the names of their records. */
  private List<String> left(Class<?> tests) throws IOException {
    Kit.run(tests);
    String name = tests.getName().replace('$', '.');
    try (Stream<Path> files = Files.list(directory.resolve("records"))) {
      return files
          .peek(RecordNameTest::assertOfFirstConnection)
          .map(file -> file.getFileName().toString())
          .map(file -> file.substring(name.length(), file.length() - ".jsonl".length()))
          .sorted()
          .toList();
    }
  }

  private static void assertOfFirstConnection(Path file) {
    try {
      assertThat(FaultRecord.read(file).events())
          .as(file.toString())
          .isNotEmpty()
          .extracting(FaultEvent::connection)
          .containsOnly(0L);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void fail(Proxy proxy) throws IOException {
    meetGarbage(proxy);
    throw new IllegalStateException("failed");
  }

  private static void meetGarbage(Proxy proxy) throws IOException {
    try (Peer client = Peer.connect(proxy)) {
      client.send("x");
      Await.until("chance has acted", () -> !proxy.record().events().isEmpty());
    }
  }

  static class Templates {
    @RegisterExtension
    static final TrixterExtension TRIXTER = TrixterExtension.of(() -> Kit.toSilence().corrupt(1.0));

    @RepeatedTest(2)
    void repeated(Proxy proxy) throws IOException {
      fail(proxy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "c:d"})
    void parameterized(String ignored, Proxy proxy) throws IOException {
      fail(proxy);
    }

    @Test
    void overloaded(Proxy proxy) throws IOException {
      fail(proxy);
    }

    @ParameterizedTest
    @ValueSource(ints = 1)
    void overloaded(int ignored, Proxy proxy) throws IOException {
      fail(proxy);
    }

    @Nested
    class Within {
      @Test
      void fails(Proxy proxy) throws IOException {
        fail(proxy);
      }

      @Nested
      class Deeper {
        @RepeatedTest(1)
        void fails(Proxy proxy) throws IOException {
          fail(proxy);
        }
      }
    }
  }

  @Test
  void everyInvocationHasOneOfItsOwn() throws IOException {
    assertThat(left(Templates.class))
        .containsExactly(
            ".Within.Deeper.fails-1",
            ".Within.fails",
            ".overloaded_Proxy",
            ".overloaded_int_Proxy-1",
            ".parameterized-1",
            ".parameterized-2",
            ".repeated-1",
            ".repeated-2");
  }

  @ParameterizedClass
  @ValueSource(ints = {1, 2})
  static class Twice {
    @RegisterExtension
    final TrixterExtension trixter = TrixterExtension.of(() -> Kit.toSilence().corrupt(1.0));

    @Parameter int number;

    @RepeatedTest(2)
    void repeated(Proxy proxy) throws IOException {
      fail(proxy);
    }
  }

  @Test
  void soHasEveryInvocationOfAClass() throws IOException {
    assertThat(left(Twice.class))
        .containsExactly(".repeated-1-1", ".repeated-1-2", ".repeated-2-1", ".repeated-2-2");
  }

  static class Factory {
    @RegisterExtension
    final TrixterExtension trixter = TrixterExtension.of(() -> Kit.toSilence().corrupt(1.0));

    @TestFactory
    Stream<DynamicTest> dynamic(Proxy proxy) {
      return Stream.of(DynamicTest.dynamicTest("it/fails: $HOME", () -> fail(proxy)));
    }
  }

  @Test
  void soHasADynamicTest() throws IOException {
    assertThat(left(Factory.class)).containsExactly(".dynamic-1");
  }

  static class Unfailing {
    @RegisterExtension
    static final TrixterExtension TRIXTER = TrixterExtension.of(() -> Kit.toSilence().corrupt(1.0));

    @Test
    void passes(Proxy proxy) throws IOException {
      meetGarbage(proxy);
    }

    @Test
    void isAborted(Proxy proxy) throws IOException {
      meetGarbage(proxy);
      assumeThat(proxy.name()).isEmpty();
    }
  }

  @Test
  void testsThatDoNotFailLeaveNothing() {
    Events tests = Kit.run(Unfailing.class).testEvents();
    tests.assertStatistics(stats -> stats.succeeded(1).aborted(1));
    tests
        .aborted()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable())
        .forEach(aborted -> assertThat(aborted.orElseThrow().getSuppressed()).isEmpty());
    assertThat(directory).isEmptyDirectory();
  }

  static class AfterThem {
    @RegisterExtension
    static final TrixterExtension TRIXTER = TrixterExtension.of(() -> Kit.toSilence().corrupt(1.0));

    @Test
    void passes() {
      assertThat(TRIXTER.proxy().isEnabled()).isTrue();
    }

    @AfterAll
    static void fails(Proxy proxy) throws IOException {
      fail(proxy);
    }
  }

  @Test
  void aClassThatFailsIsNotSaidToBeReplayed() throws IOException {
    assertThat(left(AfterThem.class)).containsExactly("");
    assertThat(Kit.failures(Kit.run(AfterThem.class).containerEvents()))
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed()[0])
                    .hasMessageContaining("; the record is " + directory)
                    .hasMessageContaining(" (-Dnetem.replay replays tests alone); "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x y", "x\ty", "x/y", "x\\y", "x:y", "x$y", "x\u00fcy", "x*y", "x'y"})
  void aNameThatIsNoFilesIsReplacedByOneThatIs(String name) {
    assertThat(RecordName.plain(name)).matches("x_y-[0-9a-f]{1,8}");
  }

  @Test
  void namesThatDifferStayDifferentAndShort() {
    assertThat(RecordName.plain("a.B.c_d-1")).isEqualTo("a.B.c_d-1");
    assertThat(RecordName.plain("a b")).isNotEqualTo(RecordName.plain("a:b"));
    String name = "very.long.".repeat(50);
    assertThat(RecordName.plain(name + "x")).hasSizeLessThan(200).contains("long.x-");
    assertThat(RecordName.plain(name + "x")).isNotEqualTo(RecordName.plain("y" + name + "x"));
  }
}
