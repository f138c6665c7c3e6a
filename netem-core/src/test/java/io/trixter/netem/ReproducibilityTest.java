package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/** The same seed and the same operations meet the same faults at the same bytes. */
class ReproducibilityTest {
  private static final int CONNECTIONS = 8;
  private static final int WRITES = 200;

  private static DynamicProbability chance(double probability) {
    return new DynamicProbability(probability);
  }

  /** What reaches the wire of one connection, and how it ends. */
  private static String story(ByteArrayOutputStream wire, OutputStream out) {
    Throwable end =
        catchThrowable(
            () -> {
              for (int i = 0; i < WRITES; i++) {
                out.write(new byte[] {(byte) i, 1, 2});
              }
            });
    return Arrays.hashCode(wire.toByteArray()) + " " + end;
  }

  /** All connections in the order of their ordinals, on threads that race each other or on one. */
  private static List<String> stories(long seed, boolean racing) throws Exception {
    Corrupter corrupter = new Corrupter(chance(0.1), seed);
    List<ByteArrayOutputStream> wires = new ArrayList<>();
    List<OutputStream> outs = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      ByteArrayOutputStream wire = new ByteArrayOutputStream();
      wires.add(wire);
      outs.add(
          Netem.wrap(wire, corrupter, new SlicedWriter(2), new Terminator(chance(0.005), seed)));
    }
    CyclicBarrier start = new CyclicBarrier(racing ? CONNECTIONS : 1);
    List<Background<String>> runs = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      ByteArrayOutputStream wire = wires.get(i);
      OutputStream out = outs.get(i);
      runs.add(
          Background.call(
              () -> {
                start.await();
                return story(wire, out);
              }));
      if (!racing) {
        runs.get(i).result();
      }
    }
    List<String> stories = new ArrayList<>();
    for (Background<String> run : runs) {
      stories.add(run.result());
    }
    return stories;
  }

  @Test
  void noScheduleOfThreadsChangesWhatAConnectionMeets() throws Exception {
    List<String> alone = stories(42, false);
    assertThat(stories(42, true)).isEqualTo(alone);
    assertThat(stories(42, true)).isEqualTo(alone);
    assertThat(alone).doesNotHaveDuplicates();
    assertThat(stories(43, false)).isNotEqualTo(alone);
  }

  @Test
  void aThreadThatReadsDoesNotChangeWhatTheWriterMeets() throws Exception {
    Corrupter writerAlone = new Corrupter(chance(0.3), 42);
    ByteArrayOutputStream alone = new ByteArrayOutputStream();
    Pipe pipe = Netem.pipe();
    Socket socket = Netem.wrap(pipe.client(), new Corrupter(chance(0.3), 42));
    Background<Long> peer = Background.call(() -> pipe.server().getInputStream().transferTo(alone));
    Background<Void> reading =
        Background.run(
            () -> {
              for (int i = 0; i < 100; i++) {
                pipe.server().getOutputStream().write(1);
                socket.getInputStream().read(new byte[10]);
              }
            });
    write(socket.getOutputStream());
    socket.shutdownOutput();
    peer.result();
    reading.result();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    write(writerAlone.wrap(expected));
    assertThat(alone.toByteArray()).isEqualTo(expected.toByteArray());
  }

  private static void write(OutputStream out) throws IOException {
    for (int i = 0; i < 100; i++) {
      out.write(new byte[] {(byte) i, 2, 3});
    }
  }

  @Test
  void aFactoryMeetsTheSameInEveryRun() throws Exception {
    try (ServerSocket echo = Sockets.echo()) {
      assertThat(ends(echo)).isEqualTo(ends(echo)).hasSize(5).doesNotHaveDuplicates();
    }
  }

  private static List<String> ends(ServerSocket echo) throws IOException {
    SocketFactory factory =
        Netem.socketFactory(
            SocketFactory.getDefault(), 42, link -> List.of(new Terminator(chance(0.02))));
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      try (Socket socket = factory.createSocket(echo.getInetAddress(), echo.getLocalPort())) {
        Throwable end =
            catchThrowable(
                () -> {
                  while (true) {
                    socket.getOutputStream().write(1);
                    socket.getInputStream().read();
                  }
                });
        assertThat(end).isInstanceOf(TerminatedException.class);
        assertThat(end).hasMessageContaining("seed 42, connection " + i + ", ");
        ends.add(end.getMessage());
      }
    }
    return ends;
  }

  @Test
  void placesInAChainDrawApart() throws IOException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    OutputStream out =
        Netem.wrap(wire, new Corrupter(chance(0.5), 42), new Corrupter(chance(0.5), 42));
    StringBuilder sizes = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      int before = wire.size();
      out.write(1);
      sizes.append(wire.size() - before).append(' ');
    }
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    OutputStream single = new Corrupter(chance(0.5), 42).wrap(other);
    StringBuilder singles = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      int before = other.size();
      single.write(1);
      singles.append(other.size() - before).append(' ');
    }
    assertThat(sizes.toString()).isNotEqualTo(singles.toString());
  }

  @Test
  void readsOfTheSameBytesMeetTheSameGarbage() throws IOException {
    List<byte[]> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      byte[] buffer = new byte[64];
      ByteArrayOutputStream seen = new ByteArrayOutputStream();
      var in = new Corrupter(chance(0.3), 42).wrap(new ByteArrayInputStream(new byte[4096]));
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        seen.write(buffer, 0, n);
      }
      runs.add(seen.toByteArray());
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1)).hasSizeGreaterThan(4096);
  }
}
