package io.trixter.netem.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.BitFlipper;
import io.trixter.netem.ConnectFault;
import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayLine;
import io.trixter.netem.Fault;
import io.trixter.netem.FaultLog;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.FaultReplay;
import io.trixter.netem.Netem;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Stall;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.nio.Loopback.HalfPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What chance did on a channel, recorded and done again however the traffic is cut and paced. */
class ChannelReplayTest {
  private static final int RUNS = 40;
  private static final int BYTES = 3000;

  @RegisterExtension final Loopback loopback = new Loopback(2);

  /** The faults that {@code what} picks, among such as {@code how} picks. */
  private static Fault[] faults(SplittableRandom what, SplittableRandom how, boolean terminates) {
    List<Fault> faults = new ArrayList<>();
    faults.add(new BitFlipper(0.01, what.nextLong()));
    faults.add(new Corrupter(what.nextDouble() / 10, what.nextLong()));
    faults.add(new Stall(0.1, what.nextLong()).rto(Duration.ofMillis(1)));
    if (terminates) {
      faults.add(what.nextInt(faults.size()), new Terminator(0.02, what.nextLong()));
    } else if (how.nextBoolean()) {
      faults.add(how.nextInt(faults.size()), new DelayLine(Duration.ofMillis(how.nextInt(5))));
    }
    if (how.nextBoolean()) {
      faults.add(how.nextInt(faults.size()), new SlicedWriter(100 + how.nextInt(500)));
    }
    if (how.nextBoolean()) {
      faults.add(how.nextInt(faults.size()), new ThrottledReader(1_000_000));
    }
    return faults.toArray(Fault[]::new);
  }

  private static byte[] bytes(long seed) {
    byte[] bytes = new byte[BYTES];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** What an end has got, and whether that has ended as it should. */
  private record Got(ByteArrayOutputStream bytes, boolean ended) {
    @Override
    public String toString() {
      return bytes.size() + " bytes " + Arrays.hashCode(bytes.toByteArray()) + " " + ended;
    }
  }

  /** The peer: reads to the end, then sends. */
  private static Got peer(Socket socket) throws IOException {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try (socket) {
      socket.getInputStream().transferTo(got);
      socket.getOutputStream().write(bytes(2));
      socket.shutdownOutput();
      socket.getInputStream().read(); // -1 once the channel has been closed
      return new Got(got, true);
    } catch (IOException e) {
      return new Got(got, false);
    }
  }

  private String run(FaultLog log, long seed, long cut, boolean terminates) throws Exception {
    SplittableRandom how = new SplittableRandom(cut);
    Fault[] faults = log.faults(faults(new SplittableRandom(seed), how, terminates));
    HalfPair pair = loopback.halfPair();
    FutureTask<Got> peer = new FutureTask<>(() -> peer(pair.peer()));
    new Thread(peer).start();
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    boolean sent = false;
    boolean ended = false;
    try (AsynchronousSocketChannel channel = NetemChannel.wrap(pair.channel(), faults)) {
      int least = log.isReplaying() ? 1 : 100;
      for (ByteBuffer left = ByteBuffer.wrap(bytes(1)); left.hasRemaining(); ) {
        int end = Math.min(BYTES, left.position() + least + how.nextInt(400));
        value(Loopback.write(channel, left.limit(end)));
        left.limit(BYTES);
      }
      channel.shutdownOutput();
      sent = true;
      while (!ended) {
        ByteBuffer room = ByteBuffer.allocate(1 + how.nextInt(800));
        ended = value(Loopback.read(channel, room)) < 0;
        got.write(room.array(), 0, room.position());
      }
    } catch (IOException e) {
      ended = false;
    }
    Got peers = peer.get();
    String peersBytes = terminates ? "" : "; the peer: " + peers; // a reset drops some
    return sent + ", the channel: " + new Got(got, ended) + peersBytes;
  }

  private static <V> V value(Outcome<V> outcome) throws IOException {
    try {
      return outcome.value();
    } catch (AssertionError e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
  }

  @Test
  void aRunIsRepeatedToTheByte() throws Exception {
    for (long seed = 0; seed < RUNS; seed++) {
      boolean terminates = seed % 2 == 0;
      FaultRecord record = new FaultRecord();
      String recorded = run(record, seed, seed, terminates);
      FaultReplay replay = Netem.replay(record);
      assertThat(run(replay, seed, seed + 1, terminates))
          .as("run %d, of which:%n%sand without a place: %s", seed, record, replay.unplaced())
          .isEqualTo(recorded);
    }
  }

  @Test
  void theConnectionsOfAServerThatChanceChoseAreResetAgain() throws Exception {
    FaultRecord record = new FaultRecord();
    List<Boolean> recorded = resets(record, 0.5);
    assertThat(recorded).contains(true, false);
    FaultReplay replay = Netem.replay(record);
    assertThat(resets(replay, 0.0)).isEqualTo(recorded);
    assertThat(replay.unplaced()).isEmpty();
  }

  private List<Boolean> resets(FaultLog log, double probability) throws Exception {
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(
            loopback.server,
            log.faults("server", link -> List.of(ConnectFault.reset(7).probability(probability))));
    List<Boolean> resets = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
      server.accept(null, accepted);
      AsynchronousSocketChannel client = loopback.open();
      Outcome<Void> connected = new Outcome<>();
      client.connect(loopback.address(), null, connected);
      connected.value();
      Outcome<Integer> written = Loopback.write(accepted.value(), ByteBuffer.allocate(1));
      resets.add(fails(written));
      accepted.value().close();
      client.close();
    }
    return resets;
  }

  private static boolean fails(Outcome<?> outcome) {
    try {
      value(outcome);
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
