package io.trixter.netem;

import io.trixter.netem.stream.PipeSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Two ends that talk in virtual time on one thread: what they say and what chance may do to it come
 * from one random number, how it is cut and paced from another.
 */
final class ReplayScene {
  private static final int CAPACITY = 1 << 20;
  private static final int LONGEST_MESSAGE = 600;

  /** One end, and what it has met. */
  static final class End {
    private final Socket socket;
    private final Socket raw;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private String end = "";

    End(Socket socket, Socket raw) {
      this.socket = socket;
      this.raw = raw;
    }

    private boolean hasEnded() {
      return !end.isEmpty();
    }

    /** How many bytes it got, which, and how that ended. */
    @Override
    public String toString() {
      return got.size() + " bytes " + Arrays.hashCode(got.toByteArray()) + ", " + end;
    }
  }

  private interface Deed {
    void run() throws IOException;
  }

  private final VirtualClock clock = new VirtualClock();
  private final SplittableRandom said;
  private final SplittableRandom cut;
  private final boolean terminates;
  private final boolean flushes;
  private final int least; // bytes of a piece: where chance is drawn, there is room for its garbage
  private final End client;
  private final End server;

  /**
   * Makes the ends.
   *
   * @param what of which the seed picks the traffic and the faults of chance
   * @param how of which the seed picks cuts and paces
   * @param terminates whether connections may end before their time
   */
  ReplayScene(FaultLog log, long what, long how, boolean terminates) throws IOException {
    said = new SplittableRandom(what);
    cut = new SplittableRandom(how);
    this.terminates = terminates;
    least = log.isReplaying() ? 1 : 100;
    Socket[] ends = PipeSocket.pair(clock.time(), CAPACITY);
    ends[0].setSoTimeout(Integer.MAX_VALUE);
    ends[1].setSoTimeout(Integer.MAX_VALUE);
    client = new End(Netem.wrap(ends[0], log.faults("client", faults(what))), ends[0]);
    server = new End(Netem.wrap(ends[1], log.faults("server", faults(what))), ends[1]);
    flushes = said.nextBoolean();
  }

  private Fault[] faults(long seed) {
    List<Fault> faults = new ArrayList<>();
    maybe(0.4, faults, () -> new BitFlipper(pick(0.0001, 0.003, 0.02), seed));
    if (said.nextInt(3) > 0) {
      maybe(0.6, faults, () -> new Corrupter(pick(0.02, 0.1, 0.3), seed));
    } else { // where one cuts the garbage of the other, there is more
      faults.add(new Corrupter(pick(0.01, 0.03), seed));
      faults.add(new Corrupter(pick(0.01, 0.03), seed));
    }
    maybe(0.3, faults, () -> new Stall(pick(0.05, 0.3, 0.7), seed).burst(2));
    maybe(terminates ? 0.5 : 0, faults, () -> new Terminator(pick(0.001, 0.02, 0.1), seed));
    maybe(terminates ? 0.1 : 0, faults, () -> connectFault(seed).probability(0.5));
    for (int i = faults.size(); i > 1; i--) {
      faults.add(faults.remove(said.nextInt(i)));
    }
    pace(0.6, faults, () -> new SlicedWriter(least + cut.nextInt(400)).variation(cut.nextInt(100)));
    pace(0.3, faults, () -> new SlicedWriter(least + cut.nextInt(400)).pause(Duration.ofMillis(3)));
    pace(0.3, faults, () -> new ThrottledWriter(100 + cut.nextInt(1_000_000)));
    pace(0.3, faults, () -> new ThrottledReader(100 + cut.nextInt(1_000_000)));
    pace(0.3, faults, () -> new DelayedWriter(Duration.ofMillis(cut.nextInt(100))));
    pace(0.3, faults, () -> new DelayedReader(Duration.ofMillis(cut.nextInt(100))));
    pace(terminates ? 0 : 0.3, faults, () -> new DelayLine(Duration.ofMillis(cut.nextInt(100))));
    return faults.toArray(Fault[]::new);
  }

  private ConnectFault connectFault(long seed) {
    return said.nextBoolean() ? ConnectFault.refuse(seed) : ConnectFault.reset(seed);
  }

  private double pick(double... of) {
    return of[said.nextInt(of.length)];
  }

  private void maybe(double chance, List<Fault> faults, java.util.function.Supplier<Fault> fault) {
    if (said.nextDouble() < chance) {
      faults.add(fault.get());
    }
  }

  /** Adds what may be another thing in the next run, anywhere. */
  private void pace(double chance, List<Fault> faults, java.util.function.Supplier<Fault> fault) {
    if (cut.nextDouble() < chance) {
      faults.add(cut.nextInt(faults.size() + 1), fault.get());
    }
  }

  /** One speaks, then the other; returns what each has got. */
  String lockStep() throws IOException {
    for (int i = said.nextInt(10); i >= 0 && !client.hasEnded() && !server.hasEnded(); i--) {
      boolean byClient = said.nextBoolean();
      End sender = byClient ? client : server;
      End receiver = byClient ? server : client;
      byte[] message = message();
      note(sender, () -> send(sender, message));
      note(receiver, () -> drain(receiver));
    }
    return ended();
  }

  /** Both speak whenever they like. */
  String bulk() throws IOException {
    byte[][] left = {message(), message()};
    End[] ends = {client, server};
    for (int i = 0; i < 20; i++) {
      int one = said.nextInt(2);
      left[one] = concat(left[one], message());
    }
    while (left[0].length + left[1].length > 0) {
      int one = cut.nextInt(2);
      int bytes = Math.min(left[one].length, 1 + cut.nextInt(600));
      byte[] chunk = Arrays.copyOf(left[one], bytes);
      left[one] = Arrays.copyOfRange(left[one], bytes, left[one].length);
      note(ends[one], () -> send(ends[one], chunk));
      boolean isFull = ends[1 - one].raw.getInputStream().available() > CAPACITY / 8;
      End reader = ends[isFull ? 1 - one : cut.nextInt(2)];
      note(reader, () -> drain(reader));
    }
    return ended();
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private byte[] message() {
    byte[] message = new byte[1 + said.nextInt(LONGEST_MESSAGE)];
    said.nextBytes(message);
    return message;
  }

  private void send(End end, byte[] message) throws IOException {
    int longest = 1 + cut.nextInt(LONGEST_MESSAGE);
    for (int i = 0; i < message.length; ) {
      int n = Math.min(message.length - i, least + cut.nextInt(longest));
      end.socket.getOutputStream().write(message, i, n);
      i += n;
    }
    if (flushes) {
      end.socket.getOutputStream().flush();
    }
    clock.advance(Duration.ofHours(1));
  }

  /** Reads what has come. */
  private void drain(End end) throws IOException {
    InputStream in = end.socket.getInputStream();
    int longest = 1 + cut.nextInt(LONGEST_MESSAGE);
    while (end.raw.getInputStream().available() > 0 || in.available() > 0) {
      read(end, 1 + cut.nextInt(longest));
    }
  }

  private static boolean read(End end, int room) throws IOException {
    byte[] bytes = new byte[room];
    int n = end.socket.getInputStream().read(bytes);
    end.got.write(bytes, 0, Math.max(0, n));
    return n >= 0;
  }

  private String ended() throws IOException {
    halfClose(client, server);
    halfClose(server, client);
    client.raw.close();
    server.raw.close();
    return "client: " + client + "; server: " + server;
  }

  private void halfClose(End sender, End receiver) {
    note(
        sender,
        () -> {
          sender.socket.shutdownOutput();
          clock.advance(Duration.ofHours(1));
        });
    note(
        receiver,
        () -> {
          while (read(receiver, 1 + cut.nextInt(LONGEST_MESSAGE))) {}
          receiver.end = "end";
        });
  }

  private static void note(End end, Deed deed) {
    if (end.hasEnded() && !"end".equals(end.end)) {
      return;
    }
    try {
      deed.run();
    } catch (TerminatedException e) {
      end.end = "terminated";
    } catch (SocketTimeoutException e) {
      end.end = "silence";
    } catch (IOException e) {
      end.end = "reset";
    }
  }
}
