package io.trixter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pom of docs/guide.md has the versions that the build has, and the README's of ours. */
class DocumentedPomTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

  @Test
  void thePomOfTheGuideHasTheVersionsOfTheBuild() throws IOException {
    String guide = versionsOf("docs/guide.md");
    assertThat(guide).contains("junit-jupiter " + property("junit.version"));
    assertThat(guide).contains("maven-compiler-plugin " + property("maven-compiler.version"));
    assertThat(guide).contains("maven-surefire-plugin " + property("maven-surefire.version"));
  }

  @Test
  void theGuideAndTheReadmeNameTheSameVersionOfOurs() throws IOException {
    assertThat(versionsOf("docs/guide.md")).contains(versionsOf("README.md"));
  }

  /** Each artifact with its version, a line for each. */
  private static String versionsOf(String document) throws IOException {
    StringBuilder found = new StringBuilder();
    Matcher pair =
        Pattern.compile("<artifactId>(.+)</artifactId>\\s+<version>(.+)</version>")
            .matcher(Files.readString(ROOT.resolve(document)));
    while (pair.find()) {
      found.append(pair.group(1)).append(' ').append(pair.group(2)).append('\n');
    }
    return found.toString();
  }

  private static String property(String name) throws IOException {
    Matcher value =
        Pattern.compile("<" + Pattern.quote(name) + ">(.+)</")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(value.find()).as(name).isTrue();
    return value.group(1) + "\n";
  }
}
