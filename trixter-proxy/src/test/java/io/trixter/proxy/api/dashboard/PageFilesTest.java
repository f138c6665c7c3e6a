package io.trixter.proxy.api.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page's files may and may not hold, whatever browser shows them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageFilesTest {
  private static final Path FOLDER =
      Path.of(
          System.getProperty("basedir", "."),
          "src/main/resources/io/trixter/proxy/api/dashboard/ui");
  private static final Pattern IN_HTML = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");
  private static final Pattern IN_SCRIPT = Pattern.compile("(?:from|import) '([^']+)'");
  private static final Pattern OTHER_HOST = Pattern.compile("(?:https?:)?//[\\w.]");
  private static final Pattern INLINE =
      Pattern.compile("(?i)<style|\\sstyle=|\\son\\w+=|<script(?![^>]*\\ssrc=)|javascript:");
  private static final Pattern MARKUP =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|srcdoc"
              + "|createContextualFragment|setHTML|\\beval\\b|new Function");

  private List<Path> files;

  @BeforeAll
  void list() throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      files = all.sorted().toList();
    }
  }

  List<Path> scripts() {
    return files.stream().filter(file -> file.toString().endsWith(".js")).toList();
  }

  List<Path> files() {
    return files;
  }

  @Test
  void eachFileThatThePageNamesIsServed() throws IOException {
    assertThat(names(IN_HTML, FOLDER.resolve("index.html")))
        .contains("ui/main.js", "ui/uPlot.iife.min.js", "ui/uPlot.min.css")
        .allSatisfy(name -> assertThat(UiFiles.find("/" + name)).as(name).isNotNull());
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void eachModuleThatAScriptNamesIsServed(Path script) throws IOException {
    assertThat(names(IN_SCRIPT, script))
        .allSatisfy(
            name -> {
              assertThat(name).startsWith("./");
              assertThat(UiFiles.find("/ui/" + name.substring(2))).as(name).isNotNull();
            });
  }

  @Test
  void theLicenceOfThePlotsIsServedWithThem() {
    assertThat(UiFiles.find("/ui/uPlot.LICENSE.txt")).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("files")
  void noFileNamesAnotherHost(Path file) throws IOException {
    String text = Files.readString(file).replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    assertThat(text).doesNotContainPattern(OTHER_HOST);
  }

  @Test
  void theIndexHasNoScriptAndNoStyleOfItsOwn() throws IOException {
    assertThat(Files.readString(FOLDER.resolve("index.html"))).doesNotContainPattern(INLINE);
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void noScriptMakesMarkupOrCodeOfText(Path script) throws IOException {
    assertThat(Files.readString(script)).doesNotContainPattern(MARKUP);
  }

  private static List<String> names(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
