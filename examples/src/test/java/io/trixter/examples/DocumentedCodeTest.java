package io.trixter.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each Java snippet of the documentation is part of a file that the build compiles: the same lines
 * in the same order, apart from indentation, blank lines and imports. A line {@code <!-- not
 * compiled: REASON -->} before a snippet exempts it.
 */
class DocumentedCodeTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
  private static final List<String> SOURCES = List.of("examples/src", "consumers/src");
  private static final String EXEMPT = "<!-- not compiled: ";

  private record Snippet(Path document, int line, List<String> lines) {
    boolean isPartOf(List<String> source) {
      List<String> imports = lines.stream().filter(DocumentedCodeTest::isImport).toList();
      List<String> code = code(lines);
      return source.containsAll(imports) && text(code(source)).contains(text(code));
    }

    private static String text(List<String> lines) {
      return lines.stream().collect(Collectors.joining("\n", "\n", "\n"));
    }

    private static List<String> code(List<String> lines) {
      return lines.stream().filter(line -> !isImport(line)).toList();
    }

    @Override
    public String toString() {
      return document.getFileName() + ":" + line;
    }
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  private static List<String> trimmed(List<String> lines) {
    return lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static List<Path> files(String under, String suffix) throws IOException {
    Path directory = ROOT.resolve(under);
    if (Files.notExists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  private static List<Snippet> snippets() throws IOException {
    List<Path> documents = new ArrayList<>(files("docs", ".md"));
    documents.addAll(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
    List<Snippet> snippets = new ArrayList<>();
    for (Path document : documents) {
      List<String> lines = Files.readAllLines(document);
      for (int i = 0; i < lines.size(); i++) {
        boolean exempt = i > 0 && lines.get(i - 1).startsWith(EXEMPT);
        if (lines.get(i).equals("```java") && !exempt) {
          int end = i + lines.subList(i, lines.size()).indexOf("```");
          snippets.add(new Snippet(document, i + 2, trimmed(lines.subList(i + 1, end))));
        }
      }
    }
    return snippets;
  }

  @TestFactory
  List<DynamicTest> isPartOfAFileThatIsCompiled() throws IOException {
    List<List<String>> sources = new ArrayList<>();
    for (String directory : SOURCES) {
      for (Path file : files(directory, ".java")) {
        sources.add(trimmed(Files.readAllLines(file)));
      }
    }
    return snippets().stream()
        .map(
            snippet ->
                DynamicTest.dynamicTest(
                    snippet.toString(),
                    () ->
                        assertThat(sources)
                            .as("a file with the lines %s", snippet.lines())
                            .anyMatch(snippet::isPartOf)))
        .toList();
  }

  @Test
  void thereAreSnippets() throws IOException {
    assertThat(snippets()).hasSizeGreaterThan(10);
    assertThat(new Snippet(ROOT, 1, List.of("no such line")).isPartOf(List.of("a line"))).isFalse();
  }
}
