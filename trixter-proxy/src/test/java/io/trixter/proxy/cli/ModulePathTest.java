package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Artifacts;
import io.trixter.proxy.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program from the module path, where only what modules say they need and open is there. */
class ModulePathTest {
  @Test
  void servesFromNamedModules() throws Exception {
    Platform.assumeSignals();
    Process process = start("-l", "127.0.0.1:0", "-c", "x:1", "-a", "127.0.0.1:0");
    try (BufferedReader log = process.inputReader()) {
      assertThat(log.readLine()).contains(" INFO random seed: ");
      String listening = log.readLine();
      assertThat(listening).contains(" INFO listening ");

      int api = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
      assertThat(patchedDelay(api)).startsWith("HTTP/1.1 202 ");

      process.toHandle().destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(log.lines()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String patchedDelay(int api) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", api)) {
      String json = "{\"delay_ms\":5}";
      String head =
          "PATCH /defaults/delay HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
              + "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n";
      socket.getOutputStream().write((head + json).getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static Process start(String... args) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-p", Artifacts.program()));
    arguments.addAll(List.of("--add-modules", "info.picocli"));
    arguments.addAll(List.of("-m", "io.trixter.proxy/" + Main.class.getName()));
    arguments.addAll(List.of(args));
    return Artifacts.startJava(arguments);
  }
}
