package io.trixter.benchmarks;

import io.trixter.netem.DelayLine;
import io.trixter.netem.nio.NetemChannel;
import io.trixter.netem.nio.NetemChannelProvider;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How many requests a server answers over the JDK's channels and over ours, bare and with every
 * fault wrapped around them and off; takes a minute and a half. The fixed groups leave the client a
 * processor: else it and the server's threads preempt each other in mid-iteration, and what is
 * measured is the scheduler.
 */
public final class Channels {
  private static final int ROUNDS = 11;
  private static final int WARM_UP_ROUNDS = 3;
  private static final int CONNECTIONS = 50;
  private static final int BYTES = 100;
  private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

  private Channels() {}

  /** What the server runs on; a wrapped one and one of ours know what to compare them with. */
  private enum Kind {
    JDK_FIXED("JDK, fixed group"),
    OURS_FIXED("ours, fixed group"),
    JDK_WRAPPED("JDK, fixed group, wrapped"),
    OURS_WRAPPED("ours, fixed group, wrapped"),
    JDK_DEFAULT("JDK, default group"),
    OURS_DEFAULT("ours, default group");

    final String label;

    Kind(String label) {
      this.label = label;
    }

    AsynchronousServerSocketChannel open() throws IOException {
      return switch (this) {
        case JDK_FIXED, JDK_WRAPPED ->
            AsynchronousServerSocketChannel.open(
                AsynchronousChannelGroup.withFixedThreadPool(THREADS, Channels::daemon));
        case OURS_FIXED, OURS_WRAPPED -> {
          NetemChannelProvider ours = NetemChannelProvider.shared();
          yield ours.openAsynchronousServerSocketChannel(
              ours.openAsynchronousChannelGroup(THREADS, Channels::daemon));
        }
        case JDK_DEFAULT -> AsynchronousServerSocketChannel.open();
        case OURS_DEFAULT ->
            NetemChannelProvider.shared().openAsynchronousServerSocketChannel(null);
      };
    }

    boolean isWrapped() {
      return this == JDK_WRAPPED || this == OURS_WRAPPED;
    }

    Kind bare() {
      return this == JDK_WRAPPED ? JDK_FIXED : OURS_FIXED;
    }

    boolean isOurs() {
      return this == OURS_FIXED || this == OURS_WRAPPED || this == OURS_DEFAULT;
    }

    Kind ofTheJdk() {
      return switch (this) {
        case OURS_FIXED -> JDK_FIXED;
        case OURS_WRAPPED -> JDK_WRAPPED;
        default -> JDK_DEFAULT;
      };
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "echo");
    thread.setDaemon(true);
    return thread;
  }

  private static AsynchronousSocketChannel wrapped(AsynchronousSocketChannel channel) {
    AsynchronousSocketChannel delayed = NetemChannel.wrap(channel, new DelayLine(Duration.ZERO));
    return NetemChannel.wrap(delayed, Wrapping.ALL_NINE.faults());
  }

  /** Prints the table; takes a number of rounds, if another than eleven. */
  public static void main(String... args) throws IOException {
    int rounds = args.length == 0 ? ROUNDS : Integer.parseInt(args[0]);
    PrintStream out = System.out;
    out.printf(Locale.ROOT, "JDK %s, load %.2f%n", Runtime.version(), load());
    out.printf(
        Locale.ROOT,
        "%d connections on loopback, %d bytes there and back, %d threads, median of %d rounds%n%n",
        CONNECTIONS,
        BYTES,
        THREADS,
        rounds);

    Map<Kind, PingPong> clients = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      EchoService service =
          new EchoService(kind.open(), kind.isWrapped() ? Channels::wrapped : bare -> bare, BYTES);
      clients.put(kind, new PingPong(service.address(), CONNECTIONS, BYTES));
    }
    measure(clients, Math.min(rounds, WARM_UP_ROUNDS));
    print(measure(clients, rounds), out);
    out.printf(Locale.ROOT, "%nload %.2f%n", load());
    for (PingPong client : clients.values()) {
      client.close();
    }
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** One after the other in each round, every second round backwards. */
  private static Map<Kind, List<PingPong.Score>> measure(Map<Kind, PingPong> clients, int rounds)
      throws IOException {
    Map<Kind, List<PingPong.Score>> scores = new EnumMap<>(Kind.class);
    List<Kind> order = new ArrayList<>(List.of(Kind.values()));
    for (int i = 0; i < rounds; i++) {
      for (Kind kind : order) {
        PingPong.Score score = clients.get(kind).play(Duration.ofSeconds(1));
        scores.computeIfAbsent(kind, none -> new ArrayList<>()).add(score);
      }
      Collections.reverse(order);
    }
    return scores;
  }

  private static void print(Map<Kind, List<PingPong.Score>> scores, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-27s %10s %19s %13s %9s %13s%n",
        "server",
        "requests/s",
        "min to max",
        "its CPU us/rq",
        "ours/JDK",
        "wrapped/bare");
    scores.forEach(
        (kind, ofKind) -> {
          double[] rates = sorted(ofKind, PingPong.Score::perSecond);
          out.printf(
              Locale.ROOT,
              "%-27s %10.0f %8.0f to %7.0f %13.2f %9s %13s%n",
              kind.label,
              median(rates),
              rates[0],
              rates[rates.length - 1],
              median(sorted(ofKind, PingPong.Score::serverMicros)),
              kind.isOurs() ? ratio(ofKind, scores.get(kind.ofTheJdk())) : "",
              kind.isWrapped() ? ratio(ofKind, scores.get(kind.bare())) : "");
        });
  }

  /** The median of each round's own ratio, which a slow spell of the machine disturbs least. */
  private static String ratio(List<PingPong.Score> scores, List<PingPong.Score> base) {
    double[] ratios = new double[scores.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = scores.get(i).perSecond() / base.get(i).perSecond();
    }
    Arrays.sort(ratios);
    return String.format(Locale.ROOT, "%.3f", median(ratios));
  }

  private static double[] sorted(
      List<PingPong.Score> scores, ToDoubleFunction<PingPong.Score> figure) {
    return scores.stream().mapToDouble(figure).sorted().toArray();
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
