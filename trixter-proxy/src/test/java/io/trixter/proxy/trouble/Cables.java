package io.trixter.proxy.trouble;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace with two cables to this one: the client's, 10.213.1.1 here and 10.213.1.2
 * there, and the server's, 10.213.2.1 here and 10.213.2.2 there. Needs root, and {@code ip}.
 */
final class Cables implements AutoCloseable {
  private final String space = "trixter" + ProcessHandle.current().pid();

  Cables() throws IOException, InterruptedException {
    boolean root = System.getProperty("user.name").equals("root");
    Assumptions.assumeTrue(root && run("ip netns add " + space), "no network namespaces");
    must("ip -n " + space + " link set lo up");
    for (int cable = 1; cable <= 2; cable++) {
      String here = name(cable);
      must("ip link add " + here + " type veth peer name far" + cable + " netns " + space);
      must("ip addr add 10.213." + cable + ".1/30 dev " + here);
      must("ip -n %s addr add 10.213.%d.2/30 dev far%d".formatted(space, cable, cable));
      must("ip -n %s link set far%d up".formatted(space, cable));
      must("ip link set " + here + " up");
    }
  }

  private String name(int cable) {
    return space.substring(Math.max(0, space.length() - 10)) + "c" + cable;
  }

  /** What has a JVM run there, where the kernel's patience is that of seconds. */
  String shell() {
    return "exec ip netns exec "
        + space
        + " bash -c 'cd /proc/sys/net/ipv4 && echo 1 > tcp_retries2 && echo 1 > tcp_keepalive_time"
        + " && echo 1 > tcp_keepalive_intvl && echo 1 > tcp_keepalive_probes && cd / && exec \"$@\"'"
        + " bash \"$@\"";
  }

  /** Pulls the cable out, or puts it in. */
  void pull(int cable, boolean out) throws IOException, InterruptedException {
    must("ip link set " + name(cable) + (out ? " down" : " up"));
  }

  private static void must(String command) throws IOException, InterruptedException {
    if (!run(command)) {
      throw new AssertionError("failed: " + command);
    }
  }

  private static boolean run(String command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      boolean done = process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
      if (!done) {
        System.out.println(command + ": " + said);
      }
      return done;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      run("ip link del " + name(1));
      run("ip link del " + name(2));
      run("ip netns del " + space);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
