package io.trixter.proxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The documentation of this project, and what is quoted there. */
final class Documents {
  static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

  /** Some quoted lines, without their indentation; {@code language} is that of the quotation. */
  record Quotation(Path document, int line, String language, List<String> lines) {
    @Override
    public String toString() {
      return document.getFileName() + ":" + line;
    }
  }

  private Documents() {}

  /** The README and its like, and all of {@code docs}. */
  static List<Path> all() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path directory : List.of(ROOT, ROOT.resolve("docs"))) {
      try (Stream<Path> files = Files.list(directory)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    return documents;
  }

  /** What {@code document} quotes in {@code language}. */
  static List<Quotation> quotations(Path document, String language) throws IOException {
    List<Quotation> quotations = new ArrayList<>();
    List<String> lines = Files.readAllLines(document).stream().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```")) {
        int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
        if (lines.get(i).equals("```" + language)) {
          quotations.add(new Quotation(document, i + 2, language, lines.subList(i + 1, end)));
        }
        i = end;
      }
    }
    return quotations;
  }
}
