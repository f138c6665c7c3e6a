package io.trixter.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The connects of this machine that have no answer yet, as Linux lists them. */
public final class SynSent {
  private static final Path CONNECTIONS = Path.of("/proc/self/net/tcp");
  private static final String STATE = " 02 ";

  private SynSent() {}

  public static void assumeListed() {
    Assumptions.assumeTrue(Files.isReadable(CONNECTIONS), "the system lists no connections");
  }

  /** How many there are to 127.0.0.{@code last} at that port. */
  public static long to(int last, int port) {
    String remote = " %02X00007F:%04X".formatted(last, port);
    try (Stream<String> lines = Files.lines(CONNECTIONS)) {
      return lines.filter(line -> line.contains(remote + STATE)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
