package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The script that starts the program on the Java beside it; here that Java is a script too. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is for POSIX")
class LauncherTest {
  private static final Path LAUNCHER = Path.of("src/main/launcher/trixter");

  @TempDir private Path directory;
  private Path home;
  private Path launcher;

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(directory.resolve("a place").resolve("trixter"));
    launcher = Files.createDirectory(home.resolve("bin")).resolve("trixter");
    script(launcher, Files.readString(LAUNCHER));
  }

  @Test
  void handsOnArgumentsAsTheyAreAndTheExitCode() throws Exception {
    java("for each; do echo \"[$each]\"; done; exit 7");

    assertThat(ended(launcher, "--name", "two words", "", "*", "$HOME"))
        .startsWith("7 [-XX:AOTCache=")
        .endsWith("\n[--name]\n[two words]\n[]\n[*]\n[$HOME]\n");
  }

  @Test
  void isReplacedByTheProgramSoThatSignalsReachIt() throws Exception {
    java("echo $$");
    Process process = new ProcessBuilder(launcher.toString()).start();

    assertThat(output(process)).isEqualTo(process.pid() + "\n");
  }

  @Test
  void findsItsJavaThroughLinks() throws Exception {
    java("echo found");
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path absolute = Files.createSymbolicLink(elsewhere.resolve("absolute"), launcher);
    Path relative = Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("absolute"));

    assertThat(ended(absolute)).isEqualTo("0 found\n");
    assertThat(ended(relative)).isEqualTo("0 found\n");
  }

  @Test
  void findsItsJavaFromWithinItsDirectory() throws Exception {
    java("echo found");
    Process process =
        new ProcessBuilder("sh", "trixter").directory(launcher.getParent().toFile()).start();

    assertThat(output(process)).isEqualTo("found\n");
  }

  @Test
  void givesTheOptionsThatTheManifestOfTheRunnableJarGives() throws Exception {
    String script = Files.readString(LAUNCHER);
    List<String> lacking = new ArrayList<>();
    for (String option : optionsOfTheManifest()) {
      if (!script.contains(" " + option + " ")) {
        lacking.add(option);
      }
    }

    assertThat(lacking).isEmpty();
  }

  private static List<String> optionsOfTheManifest() throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile());
    List<String> options = new ArrayList<>();
    String main = pom.getElementsByTagName("mainClass").item(0).getTextContent();
    options.add("-m io.trixter.proxy/" + main);
    NodeList entries = pom.getElementsByTagName("manifestEntries").item(0).getChildNodes();
    for (int i = 0; i < entries.getLength(); i++) {
      Node entry = entries.item(i);
      if (entry instanceof Element) {
        options.addAll(options(entry.getNodeName(), entry.getTextContent().trim()));
      }
    }
    return options;
  }

  private static List<String> options(String entry, String value) {
    return switch (entry) {
      case "Multi-Release" -> List.of(); // linking has chosen the classes
      case "Enable-Native-Access" -> List.of("--enable-native-access=io.trixter.netem.nio");
      case "Add-Opens", "Add-Exports" -> {
        String option = entry.equals("Add-Opens") ? "--add-opens " : "--add-exports ";
        yield List.of(value.split("\\s+")).stream()
            .map(target -> option + target + "=io.trixter.proxy")
            .toList();
      }
      default -> List.of("an option for the manifest's " + entry);
    };
  }

  private void java(String body) throws IOException {
    script(
        Files.createDirectories(home.resolve("runtime").resolve("bin")).resolve("java"),
        "#!/bin/sh\n" + body + "\n");
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The exit code, a space and what was printed. */
  private static String ended(Path launcher, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = output(process);
    return process.waitFor() + " " + output;
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }
}
