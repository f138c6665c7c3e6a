package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Artifacts;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The threads that load classes while the program starts, where they are quicker than it. */
class PreloadTest {
  private static final String LISTENER = " io.trixter.proxy.relay.Acceptor ";
  private static final String LOG = " org.slf4j.LoggerFactory ";

  @Test
  void leaveTheProgramItsLog() throws Exception {
    Process process =
        Artifacts.startJava(
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                SlowStart.class.getName(),
                "-l",
                "127.0.0.1:0",
                "-c",
                "x:1"));
    try (BufferedReader log = process.inputReader()) {
      assertThat(log.readLine()).contains(" INFO random seed: ");
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c x:1", "-c x:1 --fault latency:latency=1"})
  void doNotStartTheLogBeforeTheListener(String flags) throws Exception {
    List<String> command = new ArrayList<>(List.of("-Xlog:class+load"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(("-l 127.0.0.1:0 " + flags).split(" ")));
    Process process = Artifacts.startJava(command);
    try (BufferedReader printed = process.inputReader()) {
      assertThat(
              printed
                  .lines()
                  .takeWhile(line -> !line.contains(" INFO listening "))
                  .filter(line -> line.contains(LISTENER) || line.contains(LOG)))
          .satisfiesExactly(
              first -> assertThat(first).contains(LISTENER),
              second -> assertThat(second).contains(LOG));
    } finally {
      process.destroyForcibly();
    }
  }

  /** A program that sets no system property while such threads run. */
  static final class SlowStart extends Properties {
    private static final long serialVersionUID = 1;

    private SlowStart(Properties properties) {
      putAll(properties);
    }

    public static void main(String[] args) {
      System.setProperties(new SlowStart(System.getProperties()));
      Main.main(args);
    }

    @Override
    public synchronized Object setProperty(String key, String value) {
      for (Thread each : Thread.getAllStackTraces().keySet()) {
        if (each.getName().equals("trixter-preload")) {
          join(each);
        }
      }
      return super.setProperty(key, value);
    }

    private static void join(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
