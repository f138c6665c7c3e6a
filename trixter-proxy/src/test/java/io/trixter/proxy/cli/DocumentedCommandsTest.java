package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.trixter.netem.FaultRecord;
import io.trixter.proxy.api.Lab;
import io.trixter.proxy.cli.Documents.Quotation;
import io.trixter.proxy.fault.FaultSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the documentation quotes of shells and JSON. Our own commands are parsed, requests by curl
 * are answered, files are read. Of other programs only the names are known here.
 */
class DocumentedCommandsTest {
  private static final Set<String> OTHERS =
      Set.of(
          "toxiproxy-server", "podman", "docker", "buildah", "kubectl", "tar", "cd", "git", "sh");
  private static final Pattern PROXY = Pattern.compile("/proxies/([^/?]+).*");

  @TempDir private Path directory;

  @TestFactory
  List<DynamicTest> everyCommandIsOne() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path document : Documents.all()) {
      for (Quotation quoted : Documents.quotations(document, "sh")) {
        tests.add(DynamicTest.dynamicTest(quoted.toString(), () -> run(quoted)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests;
  }

  private static void run(Quotation quoted) throws Exception {
    try (Lab lab = new Lab()) {
      for (List<String> words : ShellLine.commands(quoted.lines())) {
        run(words, lab);
      }
    }
  }

  private static void run(List<String> words, Lab lab) throws Exception {
    String program = words.get(0);
    switch (program) {
      case "trixter" -> parse(words.subList(1, words.size()));
      case "java" -> java(words);
      case "curl" -> curl(words, lab);
      case "mvn" -> maven(words);
      case "--fault" -> assertThat(FaultSpec.parse(words.get(1)).name()).isNotEmpty();
      case "python3" -> assertThat(Documents.ROOT.resolve(words.get(1))).exists();
      default ->
          assertThat(OTHERS.contains(program) || Files.exists(Documents.ROOT.resolve(program)))
              .as("a program that is known: %s", words)
              .isTrue();
    }
  }

  private static void java(List<String> words) {
    int ours = words.indexOf("io.trixter.proxy.cli.Main");
    int jar = words.indexOf("-jar");
    if (jar >= 0 && words.get(jar + 1).endsWith("trixter.jar")) {
      parse(words.subList(jar + 2, words.size()));
    } else if (ours >= 0) {
      assertThat(words)
          .as("a type of fault that is not ours")
          .anyMatch(w -> w.contains("mine.jar"));
    } else if (words.contains("-cp")) {
      String main = words.get(words.indexOf("-cp") + 2).replace('.', '/');
      assertThat(Documents.ROOT.resolve("benchmarks/src/main/java/" + main + ".java")).exists();
    }
  }

  private static void parse(List<String> flags) {
    assertThatCode(
            () ->
                Main.commandLine(Map.of(), new ExitHooks()).parseArgs(flags.toArray(String[]::new)))
        .as("trixter %s", flags)
        .doesNotThrowAnyException();
  }

  private static void maven(List<String> words) throws IOException {
    String pom = Files.readString(Documents.ROOT.resolve("pom.xml"));
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).startsWith("-P")) {
        assertThat(pom).contains("<id>" + words.get(i).substring(2) + "</id>");
      } else if (words.get(i).equals("-pl")) {
        assertThat(Documents.ROOT.resolve(words.get(i + 1))).isDirectory();
      }
    }
  }

  /** Does as curl does; a pipeline is left alone, because it takes other programs. */
  private static void curl(List<String> words, Lab lab) throws Exception {
    if (words.contains("|")) {
      return;
    }
    HttpRequest.Builder request = HttpRequest.newBuilder();
    String method = "GET";
    String body = null;
    for (int i = 1; i < words.size(); i++) {
      switch (words.get(i)) {
        case "-X" -> method = words.get(++i);
        case "-H" -> request.headers(words.get(++i).split(": ", 2));
        case "-d" -> body = words.get(++i);
        case "-s", "-N", "-f", "-sN", "-sf" -> assertThat(method).isNotEmpty(); // nothing to us
        default -> request.uri(at(words.get(i), lab));
      }
    }
    method = body != null && method.equals("GET") ? "POST" : method;
    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream content = answer.body()) {
      String why = answer.statusCode() < 300 ? "" : new String(content.readAllBytes(), UTF_8);
      assertThat(answer.statusCode()).as("%s: %s", words, why).isBetween(200, 299);
    }
  }

  private static URI at(String url, Lab lab) throws IOException {
    URI uri = URI.create(url.startsWith("http") ? url : "http://" + url);
    Matcher proxy = PROXY.matcher(uri.getRawPath());
    if (proxy.matches() && lab.proxy.proxyHost().proxy(proxy.group(1)) == null) {
      lab.add(proxy.group(1));
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return URI.create("http://127.0.0.1:" + lab.apiPort() + uri.getRawPath() + query);
  }

  @Test
  void everyPieceOfJsonIsSome() throws IOException {
    for (Path document : Documents.all()) {
      for (Quotation quoted : Documents.quotations(document, "json")) {
        Path file = Files.write(directory.resolve("quoted"), quoted.lines());
        if (quoted.lines().get(0).contains("trixter-record")) {
          assertRecord(quoted, file);
        } else if (quoted.lines().get(0).startsWith("[")) {
          assertThat(ConfigFile.read(file)).as(quoted.toString()).isNotEmpty();
        } else {
          assertJson(quoted, file);
        }
      }
    }
  }

  private static void assertRecord(Quotation quoted, Path file) throws IOException {
    assertThat(FaultRecord.read(file).events()).as(quoted.toString()).isNotEmpty();
  }

  private static void assertJson(Quotation quoted, Path file) {
    assertThatCode(
            () -> {
              try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
                while (parser.nextToken() != null) {
                  parser.getText();
                }
              }
            })
        .as(quoted.toString())
        .doesNotThrowAnyException();
  }

  @Test
  void wordsAreCutAsByAShell() {
    assertThat(ShellLine.commands(List.of("a 'b c' \\", "d#e # f", "# g", "h && i \"j'\"")))
        .containsExactly(List.of("a", "b c", "d#e"), List.of("h"), List.of("i", "j'"));
  }
}
