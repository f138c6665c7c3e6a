package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Engine;
import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.proxy.Artifacts;
import io.trixter.proxy.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --engine}, in a program of its own. */
class EngineFlagTest {
  private static final String REFUSED = "1 cannot use io_uring: ";

  @ParameterizedTest
  @ValueSource(strings = {"nio", "auto"})
  void servesAndTellsAtDebugWhichEngineAndWhy(String engine) throws Exception {
    NetemChannelProvider expected = new NetemChannelProvider(Engine.of(engine));
    try (Upstream upstream = Upstream.echo();
        Running proxy = Running.proxy(upstream, "--engine", engine, "--log-level", "debug")) {
      assertThat(proxy.before())
          .filteredOn(line -> line.contains(" DEBUG engine "))
          .singleElement()
          .asString()
          .endsWith(" engine " + expected.engine() + " (" + expected.engineReason() + ")");
      assertThat(proxy.echoed("hello")).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-l 127.0.0.1:0 -c 127.0.0.1:1", "server --port 0"})
  void anEngineThatIsImpossibleIsRefusedWithTheReason(String command) throws Exception {
    // without leave to call native code on a newer Java
    assertThat(refusal(List.of(), command + " --engine io_uring")).startsWith(REFUSED);
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "a newer Java may have it")
  void olderJavaIsToldTheVersionThatIoUringNeeds() throws Exception {
    assertThat(refusal(List.of(), "server --port 0 --engine io_uring"))
        .startsWith(REFUSED + "it needs Java 22 or newer (this is ");
  }

  @Test
  void theSystemPropertyIsTheDefault() throws Exception {
    String property = "-Dio.trixter.netem.engine=";
    assertThat(refusal(List.of(property + "io_uring"), "server --port 0")).startsWith(REFUSED);
    assertThat(refusal(List.of(property + "epoll"), "server --port 0"))
        .isEqualTo("1 io.trixter.netem.engine must be nio, io_uring or auto (got epoll)");
  }

  /** The exit code and the one line that a program in a JVM with these options prints. */
  private static String refusal(List<String> jvm, String arguments) throws Exception {
    List<String> command = new ArrayList<>(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments.split(" ")));
    Process process = Artifacts.start("java", command);
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(printed).hasLineCount(1);
    return process.waitFor() + " " + printed.stripTrailing();
  }
}
