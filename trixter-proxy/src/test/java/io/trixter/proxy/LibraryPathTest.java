package io.trixter.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that has the proxy as a library, without picocli or JUnit on its path. */
class LibraryPathTest {
  private static final String PROGRAM =
      """
      package lean;

      import io.trixter.proxy.*;
      import io.trixter.proxy.api.*;
      import io.trixter.proxy.fault.FaultSpec;
      import io.trixter.proxy.model.HostPort;
      import java.net.InetAddress;
      import java.net.ServerSocket;
      import java.net.Socket;

      public class Lean {
        public static void main(String[] args) throws Exception {
          try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
              Proxy one = Trixter.to("127.0.0.1", server.getLocalPort()).start();
              ProxyHost host = ProxyHost.start(new HostConfig());
              ApiServer api =
                  ApiServer.start(host, HostPort.parse("127.0.0.1:0"), new ApiOptions())) {
            Proxy two = host.add(ProxyConfig.to("127.0.0.1:" + one.port()).name("two").build());
            two.faults().add(FaultSpec.parse("latency:latency=1"));
            try (Socket client = new Socket("127.0.0.1", two.port())) {
              client.getOutputStream().write('!');
              try (Socket accepted = server.accept()) {
                System.out.println("relayed " + (char) accepted.getInputStream().read());
              }
            }
          }
        }
      }
      """;
  private static final String MODULE = "module lean { requires io.trixter.proxy; }";

  @TempDir private Path directory;

  @Test
  void relaysFromTheClassPath() throws Exception {
    compile("-cp", source("Lean.java", PROGRAM));

    assertThat(java("-cp", path(), "lean.Lean")).contains("relayed !");
  }

  @Test
  void relaysFromTheModulePath() throws Exception {
    compile("-p", source("Lean.java", PROGRAM), source("module-info.java", MODULE));

    assertThat(java("-p", path(), "-m", "lean/lean.Lean")).contains("relayed !");
  }

  private String source(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private void compile(String option, String... sources) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(option, Artifacts.library(), "-d"));
    arguments.add(classes().toString());
    arguments.addAll(List.of(sources));
    output(Artifacts.start("javac", arguments));
  }

  private String path() {
    return Artifacts.library() + File.pathSeparator + classes();
  }

  private Path classes() {
    return directory.resolve("classes");
  }

  private static String java(String... arguments) throws Exception {
    return output(Artifacts.startJava(List.of(arguments)));
  }

  private static String output(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
