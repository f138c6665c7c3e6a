package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests run on Linux, macOS and Windows, or say why not. */
class PortabilityTest {
  private static final Path PROJECT = Path.of(System.getProperty("basedir", "."), "..");
  private static final Pattern OF_ONE_SYSTEM =
      Pattern.compile("\"(/proc/|/bin/|/dev/|/tmp|/usr/)|\\(\"(bash|sh|kill|ss|lsof)\"");
  private static final Pattern SAYS_SO =
      Pattern.compile(
          "@(En|Dis)abledOnOs\\(|Assumptions\\.|assumeTrue\\(|Platform\\.assume|Files\\.(isDirectory|isExecutable)\\(");

  /** Not those of src/test/java22, which run on Linux alone. */
  @ParameterizedTest
  @ValueSource(strings = {"netem-core", "netem-nio", "trixter-proxy", "examples"})
  void aTestThatUsesWhatOneSystemHasAsksForIt(String module) throws IOException {
    try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/test/java"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".java")).filter(this::asksNot))
          .isEmpty();
    }
  }

  private boolean asksNot(Path file) {
    try {
      String source = Files.readString(file);
      return OF_ONE_SYSTEM.matcher(source).find() && !SAYS_SO.matcher(source).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
