package io.trixter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation links to and names is there, and its tables say each thing once. */
class DocumentedLinksTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path directory : List.of(ROOT, ROOT.resolve("docs"))) {
      try (Stream<Path> files = Files.list(directory)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    return documents;
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        if (!link.group(1).startsWith("http") && !leads(document, link.group(1))) {
          broken.add(document.getFileName() + ": " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(leads(ROOT.resolve("README.md"), "docs/nosuch.md")).isFalse();
    assertThat(leads(ROOT.resolve("README.md"), "#nosuch")).isFalse();
  }

  /** A merge of two wordings leaves both. */
  @Test
  void noTableSaysAThingTwice() throws IOException {
    List<String> twice = new ArrayList<>();
    for (Path document : documents()) {
      Set<List<String>> rows = new HashSet<>();
      for (String line : Files.readAllLines(document)) {
        if (!line.startsWith("|")) {
          rows.clear(); // a table has ended
        } else if (!rows.add(subject(line))) {
          twice.add(document.getFileName() + ": " + line);
        }
      }
    }
    assertThat(twice).isEmpty();
  }

  /**
   * What a row of a table is about: its first cell, or where there are more than two, the second
   * too.
   */
  private static List<String> subject(String row) {
    List<String> cells = List.of(row.split("\\|")); // the first is before the first bar
    return cells.subList(1, cells.size() > 3 ? 3 : 2);
  }

  @Test
  void theReadmeIsShort() throws IOException {
    assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThan(150);
  }

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    Set<String> tests = new HashSet<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("Test.java"))
          .forEach(name -> tests.add(name.replace(".java", "")));
    }
    Set<String> named = new TreeSet<>();
    for (Path document : List.of(ROOT.resolve("SECURITY.md"), ROOT.resolve("docs/failures.md"))) {
      Matcher test = TEST.matcher(Files.readString(document));
      while (test.find()) {
        named.add(test.group(1));
      }
    }
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(tests).containsAll(named);
  }

  private static boolean leads(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    return Files.exists(file) && (parts.length == 1 || sections(file).contains(parts[1]));
  }

  /** The anchors that GitHub gives to the headings of a file. */
  private static List<String> sections(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .toList();
  }
}
