package io.trixter.benchmarks.peers;

import io.trixter.benchmarks.process.Child;
import io.trixter.benchmarks.process.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ours, and the one that has the same command line. */
public final class Trixter implements Peer {
  private static final Map<String, String> QUIET =
      Map.of("RUST_LOG", "error", "TRIXTER_LOG", "error");

  private final String name;
  private final List<String> command;

  private Trixter(String name, List<String> command) {
    this.name = name;
    this.command = command;
  }

  /** Our jar, run by {@code java}. */
  public static Trixter ours(Path java, Path jar) {
    return new Trixter("ours", List.of(java.toString(), "-jar", jar.toString()));
  }

  /** The program in Rust. */
  public static Trixter rust(Path program) {
    return new Trixter("trixter", List.of(program.toString()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return Versions.ask(command("--version"));
  }

  @Override
  public boolean hasFaults() {
    return true;
  }

  @Override
  public Running start(int upstream, Faults faults) throws IOException, InterruptedException {
    int port = Ports.free();
    List<String> started =
        command(
            "--listen",
            "127.0.0.1:" + port,
            "--upstream",
            "127.0.0.1:" + upstream,
            "--api",
            "127.0.0.1:" + Ports.free(),
            "--delay-ms",
            Integer.toString(faults.delayMillis()),
            "--throttle-rate-bytes",
            Long.toString(faults.bytesPerSecond()));
    return Running.once(Child.start(started, QUIET), port);
  }

  private List<String> command(String... arguments) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(arguments));
    return whole;
  }
}
