package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.EventLoopGroup;
import io.trixter.proxy.Await;
import io.trixter.proxy.FakeNames;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks the resolver, how often it looks up, and who hears of it. */
class ResolverTest {
  private static final HostPort NAME = new HostPort("name.test", 80);

  private final FakeNames names = new FakeNames("127.0.0.2");
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
  private Lookups lookups = new Lookups(names);
  private Resolver resolver = new Resolver(NAME, lookups);

  @AfterEach
  void close() {
    names.answer();
    lookups.close();
  }

  private Resolver.Waiter waiter() {
    return new Resolver.Waiter(
        Runnable::run, found -> heard.add(found.toString()), why -> heard.add("failed: " + why));
  }

  private List<String> awaitHeard(int howMany) {
    Await.until(howMany + " have heard", () -> heard.size() >= howMany);
    return List.copyOf(heard);
  }

  @Test
  void oneLookUpServesAllWhoAskWhileItIsInFlight() {
    names.hold();
    for (int i = 0; i < 1000; i++) {
      resolver.resolve(waiter());
    }
    names.answer();

    assertThat(awaitHeard(1000)).hasSize(1000).containsOnly("[/127.0.0.2:80]");
    assertThat(names.asked()).isOne();
  }

  @Test
  void theNextOneToAskStartsAnotherLookUp() {
    resolver.resolve(waiter());
    awaitHeard(1);
    names.become("127.0.0.3", "127.0.0.4");
    resolver.resolve(waiter());

    assertThat(awaitHeard(2)).containsExactly("[/127.0.0.2:80]", "[/127.0.0.3:80, /127.0.0.4:80]");
    assertThat(names.asked()).isEqualTo(2);
  }

  @Test
  void callsEachWaiterOnItsOwnEventLoop() throws Exception {
    EventLoopGroup group =
        (EventLoopGroup) NetemChannelProvider.shared().openAsynchronousChannelGroup(2, Thread::new);
    try {
      List<EventLoop> loops = List.of(group.nextLoop(), group.nextLoop());
      Set<EventLoop> right = ConcurrentHashMap.newKeySet();
      CountDownLatch called = new CountDownLatch(loops.size());
      for (EventLoop loop : loops) {
        Runnable call =
            () -> {
              if (loop.inReactor()) {
                right.add(loop);
              }
              called.countDown();
            };
        resolver.resolve(new Resolver.Waiter(loop::run, found -> call.run(), why -> call.run()));
      }
      called.await();
      assertThat(right).containsExactlyInAnyOrderElementsOf(loops);
    } finally {
      group.shutdownNow();
    }
  }

  @Test
  void aWaiterThatGaveUpIsNotCalled() {
    names.hold();
    Resolver.Waiter impatient = waiter();
    resolver.resolve(impatient);
    resolver.forget(impatient);
    AtomicInteger patient = new AtomicInteger();
    resolver.resolve(
        new Resolver.Waiter(Runnable::run, found -> patient.incrementAndGet(), heard::add));
    names.answer();

    Await.until("the other is called", () -> patient.get() == 1);
    assertThat(heard).isEmpty();
    assertThat(names.asked()).isOne();
  }

  @Test
  void aNameWithoutAnAddressFailsAllAndIsLookedUpAnewForTheNext() {
    names.become();
    names.hold();
    resolver.resolve(waiter());
    resolver.resolve(waiter());
    names.answer();
    assertThat(awaitHeard(2)).containsOnly("failed: unknown host");

    names.become("127.0.0.2");
    resolver.resolve(waiter());
    assertThat(awaitHeard(3)).endsWith("[/127.0.0.2:80]");
  }

  @Test
  void aLookUpThatBreaksFailsItsWaitersAndNoOthers() {
    AtomicInteger asked = new AtomicInteger();
    Lookup breaksOnce =
        host -> {
          if (asked.incrementAndGet() == 1) {
            throw new OutOfMemoryError("none");
          }
          return names.addressesOf(host);
        };
    lookups.close();
    lookups = new Lookups(breaksOnce);
    resolver = new Resolver(NAME, lookups);
    resolver.resolve(waiter());
    assertThat(awaitHeard(1))
        .containsExactly("failed: cannot be looked up: java.lang.OutOfMemoryError: none");
    resolver.resolve(waiter());
    assertThat(awaitHeard(2)).endsWith("[/127.0.0.2:80]");
  }

  @Test
  void aWaiterThatCannotBeToldKeepsNothingFromTheOthers() {
    for (boolean found : new boolean[] {true, false}) {
      heard.clear();
      names.become(found ? new String[] {"127.0.0.2"} : new String[0]);
      names.hold();
      resolver.resolve(
          new Resolver.Waiter(
              task -> {
                throw new OutOfMemoryError("thrown by the test");
              },
              addresses -> heard.add("told"),
              heard::add));
      resolver.resolve(waiter());
      names.answer();
      assertThat(awaitHeard(1)).containsExactly(found ? "[/127.0.0.2:80]" : "failed: unknown host");
    }
  }

  @Test
  void failsTheWaitersOfOneThatIsClosed() {
    lookups.close();
    resolver.resolve(waiter());

    assertThat(awaitHeard(1).get(0)).startsWith("failed: cannot be looked up: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "255.249.199.0", "::1", "::", "2001:db8::1:2", "fe80::1"})
  void anAddressIsReadOnceAndNeverLookedUp(String address) throws IOException {
    HostPort upstream = new HostPort(address, 80);
    resolver = new Resolver(upstream, lookups);
    InetSocketAddress known = upstream.resolve();

    assertThat(resolver.latest()).containsExactly(known);
    for (int i = 0; i < 3; i++) {
      resolver.resolve(waiter());
    }
    assertThat(heard).hasSize(3).containsOnly("[" + known + "]"); // in this thread, at once
    assertThat(names.asked()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"256.1.1.1", "1.2.3", "1.2.3.4.", "1.2.3.4.5", "1", "a:b", "x", "1.2.3.a"})
  void whatIsNoAddressIsLookedUpElsewhere(String name) {
    resolver = new Resolver(new HostPort(name, 80), lookups);
    assertThat(resolver.latest()).isEmpty();
    resolver.resolve(waiter());

    assertThat(awaitHeard(1)).containsExactly("[/127.0.0.2:80]");
    assertThat(names.asked()).isOne();
  }

  @Test
  void awaitsTheAddressesOrGivesUp() {
    assertThat(resolver.awaitAddresses(20)).containsExactly(address("127.0.0.2"));
    names.hold();
    assertThat(resolver.awaitAddresses(1)).isEmpty();
    names.answer();
    Await.until("the look-up has ended", () -> !resolver.awaitAddresses(20).isEmpty());
    names.become();
    assertThat(resolver.awaitAddresses(20)).isEmpty();
  }

  private static InetSocketAddress address(String host) {
    return new InetSocketAddress(host, 80);
  }
}
