package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Artifacts;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A type of fault that somebody else compiled: the program knows it, from each of both paths. */
class ForeignJarTest {
  private static final String SOURCE =
      """
      package mine;

      import io.trixter.netem.kernel.*;
      import io.trixter.proxy.fault.*;

      public final class Hush extends FaultType {
        private static final Attribute SHARE = Attribute.fraction("share", "what is kept back");

        public Hush() {
          super("hush", "lets nothing pass", SHARE);
        }

        @Override
        public Rules rules(Link link) {
          Knob share = link.knob(SHARE);
          return Rules.of(name()).writing(new Rule() {
            @Override
            public boolean isOff() {
              return share.get() == 0;
            }

            @Override
            public void before(Op op, long wanted, long now, Step step) {
              step.drop(wanted);
            }
          });
        }
      }
      """;
  private static final String MODULE =
      """
      module mine {
        requires io.trixter.proxy;
        provides io.trixter.proxy.fault.FaultType with mine.Hush;
      }
      """;
  private static final String[] ARGUMENTS = {
    "-l", "127.0.0.1:0", "-c", "127.0.0.1:1", "-a", "127.0.0.1:0", "--fault", "hush:share=0.5"
  };

  @TempDir private Path directory;

  private Path sources;
  private Path classes;

  @BeforeEach
  void writeSource() throws IOException {
    sources = Files.createDirectories(directory.resolve("src"));
    classes = Files.createDirectories(directory.resolve("classes"));
    Files.writeString(sources.resolve("Hush.java"), SOURCE);
  }

  @Test
  void isFoundOnTheClassPathByItsServiceFile() throws Exception {
    run(
        "javac",
        "-cp",
        Artifacts.program(),
        "-d",
        classes.toString(),
        sources.resolve("Hush.java").toString());
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(services.resolve("io.trixter.proxy.fault.FaultType"), "mine.Hush");

    assertServed("-cp", Artifacts.program() + File.pathSeparator + jar(), Main.class.getName());
  }

  @Test
  void isFoundOnTheModulePathByWhatItsModuleProvides() throws Exception {
    Files.writeString(sources.resolve("module-info.java"), MODULE);
    run(
        "javac",
        "-p",
        Artifacts.program(),
        "-d",
        classes.toString(),
        sources.resolve("Hush.java").toString(),
        sources.resolve("module-info.java").toString());

    String main = "io.trixter.proxy/" + Main.class.getName();
    assertServed(
        "-p",
        Artifacts.program() + File.pathSeparator + jar(),
        "--add-modules",
        "info.picocli",
        "-m",
        main);
  }

  private Path jar() throws Exception {
    Path jar = directory.resolve("mine.jar");
    run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
    return jar;
  }

  private static void assertServed(String... java) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(java));
    arguments.addAll(List.of(ARGUMENTS));
    Process process = Artifacts.startJava(arguments);
    try (BufferedReader log = process.inputReader()) {
      String line = log.readLine();
      while (line != null && !line.contains(" INFO listening ")) {
        line = log.readLine();
      }
      assertThat(line).isNotNull();
      int api = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      assertThat(get(api, "/catalog"))
          .contains("{\"name\":\"hush\",\"text\":\"lets nothing pass\",\"attributes\":[");
      assertThat(get(api, "/proxies/trixter/toxics"))
          .endsWith(
              "[{\"attributes\":{\"share\":0.5},\"name\":\"hush_downstream\","
                  + "\"type\":\"hush\",\"stream\":\"downstream\",\"toxicity\":1}]");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String get(int port, String path) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static void run(String tool, String... arguments) throws Exception {
    Process process = Artifacts.start(tool, List.of(arguments));
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
