package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Netem;
import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.proxy.ClassFile;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock on the wall may be set while the proxy runs: nothing is timed by it. */
class ClockTest {
  private static final String[] WALL_CLOCKS = {
    "currentTimeMillis", "java/time/Instant", "java/time/Clock", "java/util/Date"
  };
  private static final String SHOWN = // with events, and nothing is timed by it
      "io/trixter/proxy/api/dashboard/WallClock.class";
  private static final Duration DELAY = Duration.ofMillis(200);
  private static final Duration OLDEST = Duration.ofSeconds(4);
  private static final Duration LATE = Duration.ofMillis(1_900);

  @ParameterizedTest
  @ValueSource(classes = {Netem.class, NetemChannelProvider.class, Proxy.class})
  void noClassAsksForTheTimeOfDay(Class<?> module) throws Exception {
    assertThat(ClassFile.inModuleOf(module)).isNotEmpty().noneMatch(ClockTest::asksForTheTimeOfDay);
  }

  private static boolean asksForTheTimeOfDay(ClassFile file) {
    return !file.path().equals(SHOWN)
        && Stream.of(WALL_CLOCKS).anyMatch(file.constants()::contains);
  }

  @Test
  @Tag("soak")
  void delaysAndTheGreatestAgeLastAsLongWhenTheClockIsSetBack() throws Exception {
    Path time = Files.createTempFile("clock", "");
    time.toFile().deleteOnExit();
    Files.writeString(time, "@2030-01-01 00:00:00");
    try (Upstream upstream = Upstream.echo();
        Program proxy =
            new Program.Setup(
                    "export LD_PRELOAD=%s FAKETIME_TIMESTAMP_FILE=%s FAKETIME_NO_CACHE=1"
                            .formatted(fakeTime(), time)
                        + " FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1; exec \"$@\"")
                .start(
                    ("-l 127.0.0.1:0 --delay-ms " + DELAY.toMillis())
                        .concat(" --connection-duration-ms " + OLDEST.toMillis())
                        .concat(" -c " + upstream.address())
                        .split(" "))) {
      assertThat(proxy.awaitLogged("listening")).startsWith("20"); // 2029 or 2030, by the zone
      long start = System.nanoTime();
      try (Peer client = proxy.connect()) {
        client.roundTrip();
        Files.writeString(time, "@2020-06-01 00:00:00");
        long knobSet = System.nanoTime();
        client.roundTrip();
        assertThat(since(knobSet))
            .isBetween(DELAY.multipliedBy(2), DELAY.multipliedBy(2).plus(LATE));
        assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
        assertThat(since(start)).isBetween(OLDEST, OLDEST.plus(LATE));
        assertThat(proxy.awaitLogged(" ended "))
            .startsWith("2020-")
            .contains("cause=duration limit")
            .matches(".* age_ms=[45]\\d{3} .*");
      }
      assertThat(proxy.terminate(5)).isZero();
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static Path fakeTime() throws IOException {
    Path libraries = Path.of("/usr/lib");
    Assumptions.assumeTrue(Files.isDirectory(libraries), "no /usr/lib");
    try (Stream<Path> files =
        Files.find(libraries, 3, (file, a) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
      Path found = files.findFirst().orElse(null);
      Assumptions.assumeTrue(found != null, "libfaketime is not installed");
      return found;
    }
  }
}
