package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the program lets its JVM remember names: a second, unless the user has a say. */
class NameCachesTest {
  @TempDir private Path directory;

  /** A JVM of its own, since each reads its settings once. */
  static final class Child {
    private Child() {}

    /** Prints what is set for names with an address and for names without. */
    public static void main(String... args) throws InterruptedException {
      NameCaches.shorten();
      NameCaches.await();
      System.out.print(
          Security.getProperty("networkaddress.cache.ttl")
              + " "
              + Security.getProperty("networkaddress.cache.negative.ttl"));
    }
  }

  private static String settings(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return printed;
  }

  @Test
  void isASecondUnlessSet() throws Exception {
    assertThat(settings()).isEqualTo("1 1");
  }

  @Test
  void isWhatSystemPropertiesSay() throws Exception {
    assertThat(settings("-Dsun.net.inetaddr.ttl=60", "-Dsun.net.inetaddr.negative.ttl=0"))
        .isEqualTo("60 0");
  }

  @Test
  void isWhatTheSecurityPropertiesSay() throws Exception {
    Path file = directory.resolve("more.security");
    Files.writeString(file, "networkaddress.cache.ttl=-1\nnetworkaddress.cache.negative.ttl=3\n");

    assertThat(settings("-Djava.security.properties=" + file, "-Dsun.net.inetaddr.ttl=60"))
        .isEqualTo("-1 3");
  }

  @Test
  void isLeftAloneInALibrary() {
    assertThat(Security.getProperty("networkaddress.cache.negative.ttl")).isEqualTo("10");
  }
}
