package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Platform;
import io.trixter.proxy.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program takes up a name's new address soon, though the JVM remembers it for 30 seconds. */
class NameChangeTest {
  private static final Duration SOON = Duration.ofSeconds(6); // a failure is remembered for 10

  @TempDir private Path directory;

  private Program program(int port) throws IOException {
    Platform.assumeAddress("127.0.0.2");
    return Program.plain("-Djdk.net.hosts.file=" + hosts())
        .start("-l", "127.0.0.1:0", "-a", "127.0.0.1:0", "-c", "service.test:" + port);
  }

  private Path hosts() {
    return directory.resolve("hosts");
  }

  private static boolean isServed(Program program, String upstream) {
    try (Peer client = Peer.connect(program.listen())) {
      client.roundTrip();
      return !program.logged(" opened ").isEmpty()
          && program.logged(" upstream=" + upstream + ":").size() > 0;
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void connectsToTheNewAddressOfAName() throws Exception {
    Files.writeString(hosts(), "127.0.0.2 service.test\n");
    try (Upstream server = Upstream.echo("0.0.0.0");
        Program program = program(server.port())) {
      Await.until("the first is served", () -> isServed(program, "127.0.0.2"));
      Files.writeString(hosts(), "127.0.0.3 service.test\n");
      assertThat(Await.holdsWithin(SOON, () -> isServed(program, "127.0.0.3"))).isTrue();
      assertThat(program.terminate(5)).isZero();
    }
  }

  @Test
  void connectsToANameThatDidNotExistAtFirst() throws Exception {
    Files.writeString(hosts(), "127.0.0.9 other.test\n");
    try (Upstream server = Upstream.echo("0.0.0.0");
        Program program = program(server.port())) {
      assertThat(isServed(program, "127.0.0.2")).isFalse();
      program.awaitLogged(": unknown host");
      Files.writeString(hosts(), "127.0.0.2 service.test\n");
      assertThat(Await.holdsWithin(SOON, () -> isServed(program, "127.0.0.2"))).isTrue();
      assertThat(program.terminate(5)).isZero();
    }
  }
}
