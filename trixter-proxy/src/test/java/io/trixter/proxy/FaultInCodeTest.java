package io.trixter.proxy;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayLine;
import io.trixter.netem.Fault;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.Terminator;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.Latency;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults of the library, and one that a user wrote, in a proxy. */
@Timeout(60)
class FaultInCodeTest {
  private static final int BULK = 1 << 20;

  /** A user's: what is written stops each time so many bytes have passed, until it is let go. */
  private static final class Gate extends Fault {
    private final Knob open = new Knob(0); // up to this byte of each stream

    void letPass(long bytes) {
      open.set(bytes);
    }

    @Override
    public Rules rules(RandomSource source) {
      return Rules.of("Gate").writing(new Passing());
    }

    private final class Passing extends Rule {
      private long passed;

      @Override
      public boolean isOff() {
        return false;
      }

      @Override
      public void before(Op op, long wanted, long now, Step step) {
        long left = open.get() - passed;
        if (left > 0 || wanted == 0) {
          step.move(Math.min(left, wanted));
        } else {
          step.awaitKnob();
        }
      }

      @Override
      public long after(Op op, long moved, boolean sameBurst, long now) {
        passed += moved;
        return 0;
      }

      @Override
      public Knob knob() {
        return open;
      }
    }
  }

  private Upstream upstream;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    upstream = Upstream.echo();
    proxy = Setup.to(upstream).start();
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    upstream.close();
  }

  private static void sends(Peer client, int bytes) {
    CompletableFuture.runAsync(
        () -> {
          try {
            new Payload(1).send(client.out(), bytes);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static CompletableFuture<Void> echoes(Peer client, int bytes) {
    sends(client, bytes);
    return CompletableFuture.runAsync(
        () -> {
          try {
            new Payload(1).verify(client.in(), bytes);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aUsersFaultActsUnderTrafficAndItsKnobIsLive() throws Exception {
    Gate gate = new Gate();
    SharedFault added = proxy.faults().add(FaultSpec.of("gate", gate));
    assertThat(added.name()).isEqualTo("gate_downstream");
    assertThat(added.attributes()).isEmpty();
    try (Peer one = Peer.connect(proxy);
        Peer two = Peer.connect(proxy)) {
      byte[] payload = Payload.of(1, BULK);
      for (Peer client : List.of(one, two)) {
        sends(client, BULK);
      }
      gate.letPass(BULK / 2);
      for (Peer client : List.of(one, two)) {
        assertThat(client.receive(BULK / 2)).isEqualTo(Arrays.copyOf(payload, BULK / 2));
        assertThat(client.in().available()).isZero();
      }
      gate.letPass(BULK);
      for (Peer client : List.of(one, two)) {
        byte[] rest = Arrays.copyOfRange(payload, BULK / 2, BULK);
        assertThat(client.receive(BULK / 2)).isEqualTo(rest);
      }
    }
    assertThat(added.applied()).isPositive();
  }

  @Test
  void itComesAndGoesUnderTrafficAndNothingIsLost() throws Exception {
    try (Peer client = Peer.connect(proxy)) {
      CompletableFuture<Void> all = echoes(client, BULK);
      Gate gate = new Gate();
      SharedFault added = proxy.faults().add(FaultSpec.of("gate", gate).upstream());
      gate.letPass(100_000);
      added.remove();
      all.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void allConnectionsHaveTheOneFault() throws IOException {
    Shutdowner all = new Shutdowner();
    proxy.faults().add(FaultSpec.of("all", all));
    try (Peer one = Peer.connect(proxy);
        Peer two = Peer.connect(proxy)) {
      one.roundTrip();
      two.roundTrip();
      all.shutdown(new IOException("all at once"));
      assertThat(one.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
      assertThat(two.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
    }
  }

  @Test
  void aTerminationOfOneConnectionSparesTheOthers() throws IOException {
    Terminator[] made = new Terminator[2];
    int[] next = {0};
    proxy
        .faults()
        .add(
            FaultSpec.of(
                "flaky",
                () -> {
                  made[next[0]] = new Terminator(0);
                  return made[next[0]++];
                }));
    try (Peer one = Peer.connect(proxy)) {
      one.roundTrip();
      try (Peer two = Peer.connect(proxy)) {
        two.roundTrip();
        made[0].set(1);
        one.send("x");
        assertThat(one.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
        two.roundTrip();
      }
    }
  }

  @Test
  void whatADelayLineHoldsCountsOnTheProxysBudget() throws Exception {
    DelayLine line = new DelayLine(ofSeconds(1000));
    proxy.faults().add(FaultSpec.of("far", line));
    try (Peer client = Peer.connect(proxy)) {
      CompletableFuture<Void> all = echoes(client, BULK);
      Await.until("all is held", () -> proxy.proxyHost().budget().used() >= BULK);
      assertThat(all.isDone()).isFalse();
      line.set(Duration.ZERO);
      all.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aConnectionEndsWhoseRuleThrowsAsItIsSwitchedOn() throws IOException {
    Knob on = new Knob(0);
    Rule broken =
        new Rule() {
          @Override
          public boolean isOff() {
            if (on.get() != 0) {
              throw new IllegalStateException("broken");
            }
            return true;
          }
        };
    Fault fault =
        new Fault() {
          @Override
          public Rules rules(RandomSource source) {
            return Rules.of("Broken").reading(broken);
          }
        };
    proxy.faults().add(FaultSpec.of("broken", fault).upstream());
    try (Peer client = Peer.connect(proxy)) {
      client.roundTrip();
      on.set(1);
      client.send("x");
      assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    }
  }

  @Test
  void aProxyBeginsWithIt() throws IOException {
    Gate gate = new Gate();
    Trixter config =
        Trixter.to("127.0.0.1", upstream.port()).fault(FaultSpec.of("gate", gate).named("g"));
    try (Proxy other = config.start();
        Peer client = Peer.connect(other)) {
      gate.letPass(4);
      client.roundTrip();
      assertThat(other.faults().find("g").type()).hasToString("gate");
    }
  }

  @Test
  void aNameThatIsNoWordOrOfTheCatalogueIsRefused() {
    assertThatThrownBy(() -> FaultSpec.of("Gate", new Gate()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("type must be lower case letters, digits and underscores (got Gate)");
    assertThatThrownBy(() -> FaultSpec.of(Latency.latency(ofMillis(1)).type().name(), new Gate()))
        .hasMessage("latency is a type of the catalogue");
    assertThatThrownBy(() -> FaultSpec.of("gate", (Fault) null))
        .isInstanceOf(NullPointerException.class);
  }
}
