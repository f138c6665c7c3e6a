package io.trixter.proxy.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FaultRecord;
import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.FaultEvent.Kind;
import io.trixter.proxy.Await;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests that set up the host of their proxy: they are recorded as the others are. */
class RecordedAlwaysTest {
  private static final String RECORD = "netem.record";
  private static final FaultEvent GARBAGE =
      new FaultEvent("trixter", 0, "upstream write", "own corruption", 0, Kind.GARBAGE, 9, 7);
  private static final FaultEvent ELSEWHERE =
      new FaultEvent("elsewhere", 0, "upstream write", "x", 0, Kind.GARBAGE, 9, 7);

  @TempDir private Path directory;

  @BeforeEach
  void recordHere() {
    System.setProperty(RECORD, directory.toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty(RECORD);
  }

  private FaultRecord left() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return FaultRecord.read(files.findFirst().orElseThrow());
    }
  }

  private static void meetGarbage(Proxy proxy, int connection) throws IOException {
    try (Peer client = Peer.connect(proxy)) {
      client.send("x");
      Await.until(
          "chance has acted",
          () ->
              proxy.record().events().stream()
                  .anyMatch(
                      event ->
                          event.connection() == connection && event.owner().equals(proxy.name())));
    }
  }

  private static String message(Class<?> tests) {
    Throwable failure = Kit.failures(Kit.run(tests).testEvents()).get(0);
    assertThat(failure).hasMessage("failed");
    return failure.getSuppressed()[0].getMessage();
  }

  static class OwnHost {
    @RegisterExtension
    static final TrixterExtension TRIXTER =
        TrixterExtension.of(() -> Kit.toSilence().seed(7).threads(1).name("db").corrupt(1.0));

    /** The proxies of the host that the test before has added are there still. */
    private static Proxy other() throws IOException {
      Proxy db = TRIXTER.proxy();
      Proxy other = db.proxyHost().proxy("other");
      return other != null
          ? other
          : db.proxyHost()
              .add(
                  ProxyConfig.to(db.upstream())
                      .name("other")
                      .with(knobs -> knobs.corruption().set(1.0))
                      .build());
    }

    @Test
    void passes() throws IOException {
      meetGarbage(TRIXTER.proxy(), 0);
      meetGarbage(other(), 0);
    }

    @Test
    void passesToo() throws IOException {
      passes();
    }

    @Test
    void fails() throws IOException {
      passes();
      meetGarbage(other(), 1);
      throw new IllegalStateException("failed");
    }
  }

  @Test
  void allProxiesOfItsHostAreRecordedAndBeginAtZeroWithEachTest() throws IOException {
    String message = message(OwnHost.class);
    assertThat(message).startsWith("run again with -Dnetem.seed=7; replay it with -Dnetem.replay=");
    FaultRecord record = left();
    assertThat(record.seed()).isEqualTo(7);
    assertThat(record.events().stream().map(event -> event.owner() + event.connection()))
        .contains("db0", "other0", "other1")
        .containsOnly("db0", "other0", "other1");
  }

  static class OwnReplay {
    @RegisterExtension
    final TrixterExtension trixter =
        TrixterExtension.of(
            () -> {
              FaultRecord record = new FaultRecord();
              record.add(GARBAGE);
              record.add(ELSEWHERE);
              return Kit.toSilence().replay(record);
            });

    @Test
    void fails(Proxy proxy) throws IOException {
      try (Peer client = Peer.connect(proxy)) {
        client.send("x");
        Await.until("the event has acted", () -> proxy.proxyHost().replay().unplaced().size() == 1);
      }
      throw new IllegalStateException("failed");
    }
  }

  @Test
  void aReplayThatATestHasSetUpIsSaidToBeOne() {
    assertThat(message(OwnReplay.class))
        .startsWith(
            "this was a replay, by a record that the test has; 1 event found no place: "
                + ELSEWHERE
                + "; faults applied:");
    assertThat(directory).isEmptyDirectory();
  }

  static class OwnLog {
    @RegisterExtension final TrixterExtension trixter = TrixterExtension.of(Kit::toSilence);

    @Test
    void fails(Proxy proxy) {
      proxy.proxyHost().setFaultLog(null);
      throw new IllegalStateException("failed");
    }
  }

  @Test
  void aTestThatHasEndedItsRecordIsToldThatThereIsNone() {
    assertThat(message(OwnLog.class))
        .startsWith(
            "run again with -Dnetem.seed=42; nothing was recorded, because the test has set no log;"
                + " faults applied:");
    assertThat(directory).isEmptyDirectory();
  }
}
