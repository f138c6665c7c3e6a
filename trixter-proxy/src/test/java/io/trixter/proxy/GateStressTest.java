package io.trixter.proxy;

import static io.trixter.proxy.fault.Flap.flap;
import static io.trixter.proxy.fault.Hang.hang;
import static io.trixter.proxy.fault.LimitTime.limitTime;
import static io.trixter.proxy.fault.Reject.reject;
import static io.trixter.proxy.fault.SlowOpen.slowOpen;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.EndCause;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Faults of new connections and of the proxy, changed all the time while clients come and go. */
class GateStressTest {
  private static final int CHANGES = 1500;
  private static final int CLIENTS = 6;
  private static final int A_FEW = 8;

  @RegisterExtension final CapturedLog log = new CapturedLog();

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  private static FaultSpec fault(Random random) {
    FaultSpec fault =
        switch (random.nextInt(5)) {
          case 0 -> reject().first(random.nextInt(3));
          case 1 -> hang().first(random.nextInt(3));
          case 2 -> slowOpen(ofMillis(random.nextInt(5))).first(random.nextInt(3));
          case 3 -> limitTime(ofMillis(1 + random.nextInt(20)));
          default -> flap(ofMillis(1 + random.nextInt(5)), ofMillis(1 + random.nextInt(3)));
        };
    return random.nextBoolean() ? fault : fault.upstream();
  }

  /** Each of several threads changes faults of its own. */
  private static void change(Proxy proxy, Random random, String name) {
    SharedFault mine = proxy.faults().find(name);
    if (mine == null) {
      proxy.faults().add(fault(random).named(name));
    } else if (random.nextBoolean()) {
      mine.remove();
    } else {
      mine.updateKnown(Map.of("first", random.nextInt(4), "delay", random.nextInt(3)), null);
    }
  }

  private void use(Proxy proxy, Random random) {
    while (!over.get()) {
      try (Peer client = Peer.connect(proxy.address())) {
        client.patience(1 + random.nextInt(30));
        byte[] bytes = new byte[1 + random.nextInt(40_000)];
        random.nextBytes(bytes);
        if (random.nextInt(3) > 0) {
          client.roundTrip(bytes);
          served.incrementAndGet();
        } else if (random.nextBoolean()) {
          client.send(bytes);
          client.reset();
        }
      } catch (IOException met) {
        failed.incrementAndGet();
      }
    }
  }

  private static Thread started(Runnable task) {
    Thread thread = new Thread(task, "stress");
    thread.start();
    return thread;
  }

  @Test
  void noConnectionIsLeftBehindAndTheProxyServesInTheEnd() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    long descriptors = Platform.descriptors();
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).keepingItsPort().start()) {
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(i);
        clients.add(started(() -> use(proxy, random)));
      }
      List<Thread> changers = new ArrayList<>();
      for (String name : new String[] {"a", "b", "c"}) {
        Random random = new Random(name.hashCode());
        changers.add(
            started(
                () -> {
                  try {
                    for (int i = 0; i < CHANGES / 3; i++) {
                      change(proxy, random, name);
                    }
                  } catch (RuntimeException | Error e) {
                    synchronized (thrown) {
                      thrown.add(e);
                    }
                  }
                }));
      }
      for (Thread each : changers) {
        each.join();
      }
      proxy.reset();
      int before = served.get();
      Await.until("clients are served again", () -> served.get() > before);
      over.set(true);
      for (Thread each : clients) {
        each.join();
      }
      assertThat(thrown).isEmpty();
      Await.until("no relay is left", () -> proxy.context().relays().size() == 0);
      assertThat(proxy.connections()).isEmpty();
      assertThat(failed.get()).isPositive();
      long ended = 0;
      for (EndCause cause : EndCause.values()) {
        ended += proxy.metrics().connectionsEnded(cause);
      }
      assertThat(ended).isEqualTo(proxy.metrics().connectionsAccepted());
      try (Peer client = Peer.connect(proxy)) {
        client.roundTrip();
      }
    }
    Await.until("descriptors are gone", () -> Platform.descriptors() <= descriptors + A_FEW);
  }
}
