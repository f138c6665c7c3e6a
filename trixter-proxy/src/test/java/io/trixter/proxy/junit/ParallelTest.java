package io.trixter.proxy.junit;

import static io.trixter.proxy.junit.Kit.SEEN;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.proxy.Proxy;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that run at the same time: each sees the proxy that is its own. */
class ParallelTest {
  private static final CyclicBarrier BOTH = new CyclicBarrier(2);

  private static void meet() throws InterruptedException, BrokenBarrierException, TimeoutException {
    BOTH.await(30, SECONDS);
  }

  static class EachItsOwn {
    @RegisterExtension final TrixterExtension trixter = TrixterExtension.of(Kit::toSilence);

    @Test
    void first(Proxy proxy) throws Exception {
      meet();
      SEEN.add(proxy);
      assertThat(trixter.proxy()).isSameAs(proxy);
      meet();
    }

    @Test
    void second(Proxy proxy) throws Exception {
      first(proxy);
    }
  }

  @Test
  void testsOfAnInstanceFieldHaveAProxyEach() {
    Kit.runInParallel(EachItsOwn.class)
        .testEvents()
        .assertStatistics(stats -> stats.succeeded(2).failed(0));
    assertThat(SEEN).hasSize(2).doesNotHaveDuplicates().noneMatch(Proxy::isEnabled);
  }

  abstract static class Base {
    @RegisterExtension static final TrixterExtension TRIXTER = TrixterExtension.of(Kit::toSilence);

    @BeforeAll
    static void bothRun(Proxy proxy) throws Exception {
      meet();
      assertThat(TRIXTER.proxy()).isSameAs(proxy);
    }

    @AfterAll
    static void bothRanUntilNow(Proxy proxy) throws Exception {
      assertThat(TRIXTER.proxy()).isSameAs(proxy);
      meet();
    }

    @Test
    void seesItsOwnProxy(Proxy proxy) {
      assertThat(TRIXTER.proxy()).isSameAs(proxy);
      SEEN.add(proxy);
    }

    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void seesItOnAThreadOfItsOwnToo(Proxy proxy) {
      assertThat(TRIXTER.proxy()).isSameAs(proxy);
    }

    @Test
    void aThreadThatNoTestStartedIsToldToTakeTheParameter() throws Exception {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      STRANGER.ask(() -> assertThatThrownBy(TRIXTER::proxy).satisfies(thrown::set));
      assertThat(thrown.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("this extension runs 2 proxies at once")
          .hasMessageEndingWith("take the proxy as a parameter of the test");
    }
  }

  static class First extends Base {}

  static class Second extends Base {}

  private static final Stranger STRANGER = new Stranger();

  @Test
  void classesThatInheritAStaticFieldHaveAProxyEach() {
    STRANGER.start();
    Kit.runInParallel(First.class, Second.class)
        .allEvents()
        .assertStatistics(stats -> stats.failed(0));
    assertThat(SEEN).hasSize(2).doesNotHaveDuplicates().noneMatch(Proxy::isEnabled);
  }
}
