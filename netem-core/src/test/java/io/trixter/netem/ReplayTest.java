package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What chance did on a stream, recorded and done again. */
class ReplayTest {
  private final FaultRecord record = new FaultRecord();

  private static byte[] bytes(int n) {
    byte[] bytes = new byte[n];
    for (int i = 0; i < n; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }

  private static byte[] written(Fault[] faults, int chunk) throws IOException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    OutputStream out = Netem.wrap(wire, faults);
    byte[] all = bytes(3000);
    for (int i = 0; i < all.length; i += chunk) {
      try {
        out.write(all, i, Math.min(chunk, all.length - i));
      } catch (TerminatedException e) {
        break;
      }
    }
    return wire.toByteArray();
  }

  private static byte[] read(Fault[] faults, int chunk) throws IOException {
    InputStream in = Netem.wrap(new ByteArrayInputStream(bytes(3000)), faults);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    byte[] room = new byte[chunk];
    try {
      for (int n = in.read(room); n >= 0; n = in.read(room)) {
        got.write(room, 0, n);
      }
    } catch (TerminatedException e) {
      got.write('!');
    }
    return got.toByteArray();
  }

  private static Fault[] faults() {
    return new Fault[] {
      new BitFlipper(0.01, 7), new Corrupter(0.1, 7), new SlicedWriter(10), new Terminator(0.002, 7)
    };
  }

  @Test
  void whatWasWrittenIsTheSameInOtherChunks() throws IOException {
    byte[] recorded = written(record.faults(faults()), 40);
    assertThat(record.events()).extracting(FaultEvent::fault).contains("BitFlipper", "Corrupter");
    for (int chunk : new int[] {1, 7, 40, 999, 3000}) {
      FaultReplay replay = Netem.replay(record);
      assertThat(written(replay.faults(faults()), chunk)).isEqualTo(recorded);
      assertThat(replay.unplaced()).isEmpty();
    }
  }

  @Test
  void whatWasReadIsTheSameInOtherChunks() throws IOException {
    byte[] recorded = read(record.faults(faults()), 40);
    assertThat(record.events()).extracting(FaultEvent::fault).contains("BitFlipper", "Corrupter");
    for (int chunk : new int[] {1, 7, 40, 999, 3000}) {
      FaultReplay replay = Netem.replay(record);
      assertThat(read(replay.faults(faults()), chunk)).isEqualTo(recorded);
      assertThat(replay.unplaced()).isEmpty();
    }
  }

  @Test
  void aReplayHasItsEventsWhateverTheKnobsSay() throws IOException {
    byte[] recorded = written(record.faults(new Corrupter(0.1, 7)), 40);
    assertThat(written(Netem.replay(record).faults(new Corrupter(0.0)), 40)).isEqualTo(recorded);
    assertThat(written(Netem.replay(record).faults(new Corrupter(1.0)), 40)).isEqualTo(recorded);
  }

  @Test
  void eventsThatFindNoPlaceAreTold() throws IOException {
    byte[] recorded = written(record.faults("out", new Corrupter(0.1, 7)), 40);
    assertThat(recorded).hasSizeGreaterThan(3000);
    FaultReplay replay = Netem.replay(record);
    OutputStream out = Netem.wrap(OutputStream.nullOutputStream(), replay.faults("out", faults()));
    out.write(bytes(100));
    List<FaultEvent> events = record.events();
    assertThat(replay.unplaced()).isEqualTo(events.stream().filter(e -> e.at() >= 100).toList());
  }

  @Test
  void ownersAndFaultsAreToldApartWhateverTheirNames() throws IOException {
    Fault second =
        new Fault() {
          private final Fault corrupter = new Corrupter(1.0, 7);

          @Override
          public Rules rules(RandomSource source) {
            return corrupter.rules(source);
          }

          @Override
          public String toString() {
            return "Corrupter#2";
          }
        };
    Set<String> places = new HashSet<>();
    for (String owner : List.of("netem#2", "netem", "netem")) {
      written(record.faults(owner, new Corrupter(1.0, 7), second, new Corrupter(1.0, 7)), 3000);
      record.events().forEach(event -> places.add(event.owner() + " " + event.fault()));
    }
    for (String owner : List.of("netem#2", "netem", "netem#3")) {
      assertThat(places)
          .contains(owner + " Corrupter", owner + " Corrupter#2", owner + " Corrupter#3");
    }
  }

  @Test
  void aHundredThousandOwnersOfOneNameAreNamedAtOnce() throws IOException {
    Fault fault = new Corrupter(1.0, 7);
    for (int i = 1; i < 100_000; i++) {
      record.faults(fault);
    }
    written(record.faults(fault), 3000);
    assertThat(record.events()).extracting(FaultEvent::owner).containsOnly("netem#100000");
  }

  @Test
  void connectionsThatHungHangAgain() throws IOException {
    String recorded = hung(record, 0.5);
    assertThat(recorded).contains("x").contains(".");
    FaultReplay replay = Netem.replay(record);
    assertThat(hung(replay, 0.0)).isEqualTo(recorded);
    assertThat(replay.unplaced()).isEmpty();
  }

  /** Which of 20 connections swallow what is written. */
  private static String hung(FaultLog log, double probability) throws IOException {
    Fault[] hang = log.faults(ConnectFault.hang(7).probability(probability));
    StringBuilder hung = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      try (Pipe pipe = Netem.pipe()) {
        Netem.wrap(pipe.client(), hang).getOutputStream().write(1);
        hung.append(pipe.server().getInputStream().available() == 0 ? 'x' : '.');
      }
    }
    return hung.toString();
  }

  @Test
  void anEventNeverActsSoonerThanTheNextByteOfARead() throws IOException {
    record.add(event(FaultEvent.Kind.GARBAGE, 3));
    Pipe pipe = Netem.pipe(new VirtualClock());
    InputStream in =
        Netem.wrap(pipe.client(), Netem.replay(record).faults(new Corrupter(0))).getInputStream();
    assertThat(in.available()).isZero();
    pipe.server().getOutputStream().write(7);
    assertThat(in.available()).isPositive();
    byte[] got = new byte[10];
    int n = in.read(got);
    assertThat(n).isEqualTo(3);
    assertThat(in.read(got)).isEqualTo(1);
    assertThat(got[0]).isEqualTo((byte) 7);
  }

  @Test
  void anEventThatItsFaultCannotDoFindsNoPlace() throws IOException {
    record.add(event(FaultEvent.Kind.TERMINATED, 0));
    Pipe pipe = Netem.pipe(new VirtualClock());
    FaultReplay replay = Netem.replay(record);
    InputStream in = Netem.wrap(pipe.client(), replay.faults(new Corrupter(0))).getInputStream();
    pipe.server().getOutputStream().write(7);
    assertThat(in.read()).isEqualTo(7);
    assertThat(replay.unplaced()).isEqualTo(record.events());
  }

  private static FaultEvent event(FaultEvent.Kind kind, long first) {
    return new FaultEvent("netem", 0, "read", "Corrupter", 0, kind, first, 0);
  }

  @Test
  void aTerminationOfARecordNamesWhatAUserNeeds() throws IOException {
    written(record.faults("client", new Terminator(0.05, 7)), 40);
    FaultEvent event = record.events().get(0);
    assertThat(event)
        .hasToString("the reset after byte 480 of connection 0 (client, write, Terminator)");
    OutputStream out =
        Netem.wrap(
            OutputStream.nullOutputStream(),
            Netem.replay(record).faults("client", new Terminator(0)));
    out.write(bytes(480));
    out.flush();
    assertThatThrownBy(() -> out.write(1))
        .isInstanceOf(TerminatedException.class)
        .hasMessage("terminated (replayed, connection 0, write, after byte 480)");
  }
}
