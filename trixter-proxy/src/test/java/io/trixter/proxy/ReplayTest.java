package io.trixter.proxy;

import static io.trixter.proxy.fault.BitFlip.bitFlip;
import static io.trixter.proxy.fault.Corruption.corruption;
import static io.trixter.proxy.fault.Latency.latency;
import static io.trixter.proxy.fault.PacketLoss.packetLoss;
import static io.trixter.proxy.fault.Reject.reject;
import static io.trixter.proxy.fault.Slicer.slicer;
import static io.trixter.proxy.fault.SlowOpen.slowOpen;
import static io.trixter.proxy.fault.Termination.termination;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.ConnectFault;
import io.trixter.netem.Corrupter;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.FaultEvent.Kind;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.Knobs;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Random faults and traffic in lock-step, recorded, then replayed with other cuts and paces. */
class ReplayTest {
  private static final int RUNS = 40;
  private static final int CONNECTIONS = 3;
  private static final int MOST_MESSAGES = 12;
  private static final int LONGEST = 3000;

  @RegisterExtension final CapturedLog log = new CapturedLog();

  /** What is the same in both runs. */
  private record Scene(
      long seed, List<FaultSpec> first, List<FaultSpec> later, double corrupt, double terminate) {
    static Scene of(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<FaultSpec> all = faults(random);
      int split = random.nextInt(all.size() + 1);
      boolean own = random.nextBoolean();
      return new Scene(
          seed,
          all.subList(0, split),
          all.subList(split, all.size()),
          own ? random.nextDouble(0.3) : 0,
          own ? 0.08 : 0);
    }

    private static List<FaultSpec> faults(RandomGenerator random) {
      List<FaultSpec> all = new ArrayList<>();
      for (Direction direction : Direction.values()) {
        List<FaultSpec> ofOne =
            List.of(
                corruption(random.nextDouble()),
                bitFlip(random.nextDouble(0.02)),
                packetLoss(random.nextDouble(0.2)).rto(ofMillis(2)),
                slicer(1 + random.nextInt(1000)).variation(random.nextInt(200)),
                latency(ofMillis(3)).jitter(ofMillis(2)),
                FaultSpec.of("library", () -> new Corrupter(0.4)),
                FaultSpec.of("dial", () -> ConnectFault.refuse().probability(0.2)),
                reject(),
                slowOpen(ofMillis(3)));
        for (FaultSpec each : ofOne) {
          if (random.nextInt(3) == 0) {
            boolean always = random.nextBoolean() && !each.type().name().equals("reject");
            all.add(each.toward(direction).toxicity(always ? 1 : random.nextDouble(0.1, 0.9)));
          }
        }
      }
      for (Direction direction : Direction.values()) { // last: no delay line behind them
        if (random.nextBoolean()) {
          all.add(termination(random.nextDouble(0.15)).toward(direction).toxicity(0.8));
        }
      }
      return all;
    }
  }

  /** One run of a scene, recorded or replayed. */
  private static final class Run {
    private final Scene scene;
    private final Proxy proxy;
    private final Upstream upstream;
    private final RandomGenerator cuts; // null in the recorded run
    private final List<List<Long>> arrived; // by connection and message; of the recorded run
    private final List<LockStep.Received> seen = new ArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    Run(
        Scene scene,
        Proxy proxy,
        Upstream upstream,
        RandomGenerator cuts,
        List<List<Long>> arrived) {
      this.scene = scene;
      this.proxy = proxy;
      this.upstream = upstream;
      this.cuts = cuts;
      this.arrived = arrived;
      proxy.addListener(this::count);
    }

    private void count(ProxyEvent event) {
      if (event instanceof ProxyEvent.Opened) {
        opened.incrementAndGet();
      } else if (event instanceof ProxyEvent.Ended) {
        ended.incrementAndGet();
      }
    }

    List<LockStep.Received> play() throws Exception {
      for (int ordinal = 0; ordinal < CONNECTIONS; ordinal++) {
        if (cuts == null) {
          arrived.add(new ArrayList<>());
        }
        connect(ordinal);
      }
      return seen;
    }

    private void connect(int ordinal) throws Exception {
      int before = opened.get();
      int ends = ordinal + 1;
      try (Peer client = Peer.connect(proxy)) {
        Await.until("it opens or ends", () -> opened.get() > before || ended.get() >= ends);
        if (opened.get() > before) {
          try (LockStep lockStep = new LockStep(client, upstream.take())) {
            play(lockStep, ordinal, ends);
          }
          return;
        }
      } catch (SocketException e) {
        // rejected while it connected
      }
      Await.until("it has ended", () -> ended.get() >= ends);
      seen.add(new LockStep.Received(new byte[0], Peer.Ending.RESET, 0));
    }

    private void play(LockStep lockStep, int ordinal, int ends) throws Exception {
      long[] handedOn = handedOn();
      SplittableRandom random = new SplittableRandom(scene.seed() ^ ordinal);
      int messages = 1 + random.nextInt(MOST_MESSAGES);
      long[] sent = new long[2];
      boolean lives = true;
      for (int i = 0; i < messages && lives; i++) {
        if (ordinal == 0 && i == messages / 2) {
          change();
        }
        Direction direction = Direction.values()[random.nextInt(2)];
        byte[] message = new byte[1 + random.nextInt(LONGEST)];
        random.nextBytes(message);
        sent[direction.ordinal()] += message.length;
        int place = i;
        lives =
            lockStep.send(
                direction,
                message,
                cuts,
                () ->
                    cuts == null
                        ? sent[direction.ordinal()] + garbage(proxy.record(), ordinal, direction)
                        : arrived(ordinal, place));
        if (cuts == null && lives) {
          arrived.get(ordinal).add(lockStep.count(direction));
        }
      }
      lockStep.finish();
      Await.until("it has ended", () -> ended.get() >= ends);
      for (Direction direction : Direction.values()) {
        int way = direction.ordinal();
        seen.add(lockStep.received(direction, handedOn()[way] - handedOn[way]));
      }
    }

    private long[] handedOn() {
      return new long[] {
        proxy.metrics().bytesSent(Direction.UPSTREAM),
        proxy.metrics().bytesSent(Direction.DOWNSTREAM)
      };
    }

    /** How many bytes had come with that message in the recorded run; endless if that ended it. */
    private long arrived(int ordinal, int message) {
      List<Long> counts = arrived.get(ordinal);
      return message < counts.size() ? counts.get(message) : Long.MAX_VALUE;
    }

    /** Some faults come in the midst of the first connection. */
    private void change() {
      scene.later().forEach(proxy.faults()::add);
      proxy.setConnections(Direction.UPSTREAM, this::setUpstream);
      proxy.setConnections(Direction.DOWNSTREAM, this::setDownstream);
    }

    /** A replay has what chance did, whatever its knobs say. */
    private void setUpstream(Knobs knobs) {
      knobs.corruption().set(cuts == null ? scene.corrupt() : 0);
      knobs.throttle().set(cuts == null ? 0 : 1_000_000);
    }

    private void setDownstream(Knobs knobs) {
      knobs.termination().set(cuts == null ? scene.terminate() : 0);
      knobs.slice().set(cuts == null ? 0 : 100 + cuts.nextInt(500));
    }

    private static long garbage(FaultRecord record, long ordinal, Direction direction) {
      return record.events().stream()
          .filter(event -> event.connection() == ordinal && event.kind() == Kind.GARBAGE)
          .filter(event -> event.direction().startsWith(direction.label()))
          .mapToLong(FaultEvent::first)
          .sum();
    }
  }

  private static Trixter to(Upstream upstream, Scene scene) {
    Trixter trixter = Trixter.to("127.0.0.1", upstream.port());
    return scene.first().stream().reduce(trixter, Trixter::fault, (a, b) -> b);
  }

  @RepeatedTest(RUNS)
  void bothSidesReceiveTheSameHoweverTheTrafficIsCutAndPaced(RepetitionInfo info) throws Exception {
    Scene scene = Scene.of(info.getCurrentRepetition());
    List<List<Long>> arrived = new ArrayList<>();
    FaultRecord record;
    List<LockStep.Received> seen;
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy = to(upstream, scene).seed(scene.seed()).threads(2).record().start()) {
      seen = new Run(scene, proxy, upstream, null, arrived).play();
      record = proxy.record();
    }
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy = to(upstream, scene).threads(1).replay(record).start()) {
      SplittableRandom cuts = new SplittableRandom(~scene.seed());
      assertThat(new Run(scene, proxy, upstream, cuts, arrived).play())
          .as(scene + "\n" + record)
          .usingElementComparator((one, other) -> one.isLike(other) ? 0 : 1)
          .isEqualTo(seen);
      assertThat(proxy.proxyHost().replay().unplaced()).as(scene + "\n" + record).isEmpty();
    }
  }
}
