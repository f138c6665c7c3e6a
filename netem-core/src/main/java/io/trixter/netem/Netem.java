package io.trixter.netem;

import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.stream.Clock;
import io.trixter.netem.stream.FaultServerSocket;
import io.trixter.netem.stream.FaultSocket;
import io.trixter.netem.stream.PipeSocket;
import io.trixter.netem.stream.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Wraps faults around streams and sockets, and makes factories that do so. Of several faults the
 * first is nearest the wire. A list of faults costs one wrapper on each stream; around what is
 * wrapped already it adds another one. Safe for any thread.
 */
public final class Netem {
  private static final int PIPE_CAPACITY = 64 << 10;

  private Netem() {}

  /**
   * Returns the seed of this run, all 64 bits: {@code -Dnetem.seed=N} where given, else drawn once
   * for the JVM.
   *
   * @throws IllegalArgumentException if the property is not between 0 and 18446744073709551615
   */
  public static long seed() {
    return Seed.ofRun();
  }

  /** Wraps what is read; faults that let reads pass leave it as it is. See {@link Fault#wrap}. */
  public static InputStream wrap(InputStream in, Fault... faults) {
    Objects.requireNonNull(in, "in");
    return Streams.wrap(in, rules(checked(faults)));
  }

  /** Wraps what is written; faults that let writes pass leave it as it is. */
  public static OutputStream wrap(OutputStream out, Fault... faults) {
    Objects.requireNonNull(out, "out");
    return Streams.wrap(out, rules(checked(faults)));
  }

  /**
   * Wraps both streams of a socket, connected or not. Connecting is the faults' to allow, as {@link
   * ConnectFault} has it; one that is connected already has been opened by then. Everything else
   * (addresses, options, state) is {@code socket}'s; a read timeout counts what the faults wait
   * too; the half-close passes the faults; there is no channel and no urgent data. A {@link
   * Terminator} resets the connection. With a {@link DelayLine}, {@code close} returns before what
   * is held has left.
   *
   * @throws SocketException if the socket's read timeout cannot be read
   */
  public static Socket wrap(Socket socket, Fault... faults) throws SocketException {
    Objects.requireNonNull(socket, "socket");
    return new FaultSocket(socket, rules(checked(faults)));
  }

  private static Function<FaultNames, List<Rules>> rules(Fault... faults) {
    return names -> Stream.of(faults).map(fault -> fault.rules(names)).toList();
  }

  /** Refuses before anything is wrapped. */
  private static Fault[] checked(Fault... faults) {
    for (Fault fault : Objects.requireNonNull(faults, "faults")) {
      Objects.requireNonNull(fault, "fault");
    }
    return faults;
  }

  /**
   * Returns a factory of sockets that asks {@code faults} for the faults of each one, before it
   * connects. The seed is that of the run, {@code -Dnetem.seed=N} where given.
   */
  public static SocketFactory socketFactory(Function<Link, List<Fault>> faults) {
    return socketFactory(SocketFactory.getDefault(), Seed.ofRun(), faults);
  }

  /** Like {@link #socketFactory(Function)}, with a seed of its own, all 64 bits. */
  public static SocketFactory socketFactory(long seed, Function<Link, List<Fault>> faults) {
    return socketFactory(SocketFactory.getDefault(), seed, faults);
  }

  /**
   * Like {@link #socketFactory(Function)}, over another factory and with a seed of its own. Where
   * {@code sockets} makes unconnected sockets, all are made so, and then connected.
   */
  public static SocketFactory socketFactory(
      SocketFactory sockets, long seed, Function<Link, List<Fault>> faults) {
    return new FaultSocketFactory(
        Objects.requireNonNull(sockets, "sockets"), new Links(seed, faults));
  }

  /**
   * Returns a factory of TLS sockets over sockets of {@code sockets}: the faults strike the
   * encrypted bytes. A socket that is given to be layered upon is used as it is, so wrap it before;
   * one that is asked for unconnected is a plain one of {@code sockets}, which the caller layers
   * TLS upon later, as {@code HttpsURLConnection} does.
   */
  public static SSLSocketFactory sslSocketFactory(SSLSocketFactory tls, SocketFactory sockets) {
    return new FaultSslSocketFactory(
        Objects.requireNonNull(tls, "tls"), Objects.requireNonNull(sockets, "sockets"));
  }

  /**
   * Wraps {@code server} so that it accepts sockets with faults, by the seed of the run. A client
   * that a fault refuses is reset, and the next one is accepted.
   */
  public static ServerSocket serverSocket(ServerSocket server, Function<Link, List<Fault>> faults)
      throws IOException {
    return serverSocket(server, Seed.ofRun(), faults);
  }

  /** Like {@link #serverSocket(ServerSocket, Function)}, with a seed of its own. */
  public static ServerSocket serverSocket(
      ServerSocket server, long seed, Function<Link, List<Fault>> faults) throws IOException {
    Links links = new Links(seed, faults);
    return new FaultServerSocket(Objects.requireNonNull(server, "server"), links::wrap);
  }

  /**
   * Returns a run in which {@code record} is done again: its {@code faults} ask the record instead
   * of drawing. Each replay of a record needs one of its own.
   */
  public static FaultReplay replay(FaultRecord record) {
    return new FaultReplay(Objects.requireNonNull(record, "record"));
  }

  /** A test that can be run again with fewer events. */
  @FunctionalInterface
  public interface ReplayTest {
    /**
     * Runs once, with the faults of {@code replay} in place of the record's.
     *
     * @throws Exception if the test fails, as with any other throwable
     */
    void run(FaultReplay replay) throws Exception;
  }

  /**
   * Looks for a smaller set of a record's events with which {@code test} still fails, by throwing
   * what it throws with all of them, of the same class. Each run has a replay of its own; with n
   * events there are about 2 log n runs where one is enough, and n² at the most.
   *
   * @throws IllegalArgumentException if the test passes in a replay of the whole record
   */
  public static Shrunk shrink(FaultRecord record, ReplayTest test) {
    return new Shrinking(
            Objects.requireNonNull(record, "record"), Objects.requireNonNull(test, "test"))
        .shrink();
  }

  /** Returns two connected sockets in memory, with room for 64 KiB each way. */
  public static Pipe pipe() {
    return pipe(PipeSocket.systemClock());
  }

  /** Like {@link #pipe()}; its timeouts, and the faults around its ends, run on {@code clock}. */
  public static Pipe pipe(VirtualClock clock) {
    return pipe(Objects.requireNonNull(clock, "clock").time());
  }

  private static Pipe pipe(Clock clock) {
    try {
      Socket[] ends = PipeSocket.pair(clock, PIPE_CAPACITY);
      return new Pipe(ends[0], ends[1]);
    } catch (IOException e) {
      throw new IllegalStateException("memory has no network to fail", e);
    }
  }

  /** The connections of one factory, counted. */
  static final class Links {
    private final AtomicLong opened = new AtomicLong();
    private final long seed;
    private final Function<Link, List<Fault>> faults;

    Links(long seed, Function<Link, List<Fault>> faults) {
      this.seed = seed;
      this.faults = FaultLog.inLogOfRun(Objects.requireNonNull(faults, "faults"));
    }

    /** Wraps {@code socket}, or closes it and fails. */
    Socket wrap(Socket socket) throws IOException {
      Link link = new Link(seed, opened.getAndIncrement());
      try {
        List<Fault> chosen = Objects.requireNonNull(faults.apply(link), "the faults of a link");
        return new FaultSocket(socket, names -> rules(chosen, link, names));
      } catch (IOException | RuntimeException | Error e) {
        socket.close();
        throw e;
      }
    }

    private static List<Rules> rules(List<Fault> chosen, Link link, FaultNames names) {
      List<Rules> rules = new ArrayList<>();
      for (Fault fault : chosen) {
        Objects.requireNonNull(fault, "a fault of a link");
        rules.add(fault.rules(names, link));
      }
      return rules;
    }
  }
}
