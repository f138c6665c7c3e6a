package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.model.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The look-ups that the proxies of a host share. */
class LookupsTest {
  private static final int MOST_THREADS = 32;

  private final ConcurrentHashMap<String, CountDownLatch> slow = new ConcurrentHashMap<>();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final AtomicInteger busy = new AtomicInteger();
  private final Lookups lookups = new Lookups(this::addressesOf);
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    slow.values().forEach(CountDownLatch::countDown);
    lookups.close();
  }

  private InetAddress[] addressesOf(String host) throws UnknownHostException {
    asked.add(host);
    busy.incrementAndGet();
    try {
      slow.getOrDefault(host, new CountDownLatch(0)).await();
    } catch (InterruptedException e) {
      throw new UnknownHostException("interrupted");
    } finally {
      busy.decrementAndGet();
    }
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  private void resolve(String host) {
    new Resolver(new HostPort(host, 1), lookups)
        .resolve(
            new Resolver.Waiter(Runnable::run, found -> heard.add(host), why -> heard.add(why)));
  }

  @Test
  void aNameThatTakesLongKeepsNoOtherWaiting() {
    slow.put("slow.test", new CountDownLatch(1));
    resolve("slow.test");
    resolve("quick.test");
    Await.until("the quick one is found", () -> heard.contains("quick.test"));
    assertThat(heard).doesNotContain("slow.test");
  }

  @Test
  void proxiesToTheSameNameShareALookUp() {
    CountDownLatch gate = new CountDownLatch(1);
    slow.put("same.test", gate);
    for (int i = 0; i < 100; i++) {
      resolve("same.test");
    }
    gate.countDown();
    Await.until("all have heard", () -> heard.size() == 100);
    assertThat(asked).hasSize(1);
  }

  @Test
  void noMoreThan32NamesAreLookedUpAtOnceAndTheRestComeInTurn() {
    List<String> names = new ArrayList<>();
    CountDownLatch gate = new CountDownLatch(1);
    for (int i = 0; i < 2 * MOST_THREADS; i++) {
      names.add(i + ".test");
      slow.put(i + ".test", gate);
    }
    names.forEach(this::resolve);
    Await.until("all threads are busy", () -> busy.get() == MOST_THREADS);
    assertThat(asked).hasSize(MOST_THREADS);
    gate.countDown();
    Await.until("all have heard", () -> heard.size() == names.size());
    assertThat(heard).containsExactlyInAnyOrderElementsOf(names);
  }
}
