package io.trixter.benchmarks.peers;

import io.trixter.benchmarks.process.Child;
import io.trixter.benchmarks.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * HAProxy in TCP mode, with a thread for each processor; it copies bytes, as all of them do, and
 * has no faults.
 *
 * @param program its executable
 */
public record Haproxy(Path program) implements Peer {
  private static final String CONFIG =
      """
      global
        maxconn 9000
        nbthread %d
      defaults
        mode tcp
        timeout client 1h
        timeout server 1h
        timeout connect 5s
      frontend f
        bind 127.0.0.1:%d
        default_backend b
      backend b
        server s 127.0.0.1:%d
      """;

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public String version() {
    return Versions.ask(List.of(program.toString(), "-v"));
  }

  @Override
  public boolean hasFaults() {
    return false;
  }

  @Override
  public Running start(int upstream, Faults faults) throws IOException, InterruptedException {
    int port = Ports.free();
    int threads = Runtime.getRuntime().availableProcessors();
    Path config = Files.createTempFile("haproxy-", ".cfg");
    try {
      Files.writeString(config, String.format(Locale.ROOT, CONFIG, threads, port, upstream));
      List<String> command = List.of(program.toString(), "-db", "-f", config.toString());
      return Running.once(Child.start(command, Map.of()), port);
    } finally {
      Files.delete(config);
    }
  }
}
