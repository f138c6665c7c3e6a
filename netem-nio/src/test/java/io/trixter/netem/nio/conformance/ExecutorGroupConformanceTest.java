package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.read;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.send;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups over an executor of the user's: cached, or of any other kind. */
@ParameterizedClass(name = "{0}")
@EnumSource(value = SetUp.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_ON_AN_EXECUTOR")
class ExecutorGroupConformanceTest {
  private final SetUp setUp;
  private ExecutorService executor;
  private Network network;
  private Pair pair;

  ExecutorGroupConformanceTest(SetUp setUp) {
    this.setUp = setUp;
  }

  private void openCached(int initialSize) throws IOException {
    open(Executors::newCachedThreadPool, initialSize);
  }

  private void open(Function<ThreadFactory, ExecutorService> pool, int initialSize)
      throws IOException {
    network =
        new Network(
            setUp,
            crew -> {
              executor = pool.apply(crew);
              return setUp.provider().openAsynchronousChannelGroup(executor, initialSize);
            });
    pair = network.pair();
  }

  @AfterEach
  void theGroupTakesTheExecutorWithIt() throws Exception {
    if (network != null) {
      network.close();
      assertThat(executor.isShutdown()).isTrue();
      assertThat(executor.isTerminated()).isTrue();
    }
  }

  private void assertEchoes() {
    Outcome<Integer> reading = read(pair.server(), room(1));
    send(pair.client(), 1);
    assertThat(reading.value()).isEqualTo(1);
    assertThat(network.crew.threads()).contains(reading.thread());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 3})
  void handlersRunOnTheExecutor(int initialSize) throws IOException {
    openCached(initialSize);
    assertEchoes();
    assertThat(network.group.provider()).isSameAs(setUp.provider());
    assertThat(executor.isShutdown()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void anExecutorOfFixedSizeDoes(int size) throws IOException {
    open(crew -> Executors.newFixedThreadPool(size, crew), 0);
    assertEchoes();
    assertEchoes();
  }

  @Test
  void anExecutorOfOneThreadDoes() throws IOException {
    open(Executors::newSingleThreadExecutor, 0);
    assertEchoes();
  }

  @Test
  void anExecutorThereMustBe() {
    assertThatThrownBy(() -> setUp.provider().openAsynchronousChannelGroup(null, 0))
        .isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void handlersThatBlockStopNoOther(int initialSize) throws Exception {
    openCached(initialSize);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(4);
    Runnable block =
        () -> {
          blocked.countDown();
          await(release);
        };
    for (int i = 0; i < 4; i++) {
      network.inHandler(block);
    }
    assertThat(blocked.await(15, SECONDS)).isTrue();
    assertEchoes();
    release.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aHandlerMayWaitForAFuture(int initialSize) throws Exception {
    openCached(initialSize);
    CompletableFuture<Integer> echoed = new CompletableFuture<>();
    network.inHandler(
        () -> {
          try {
            var reading = pair.server().read(room(1));
            pair.client().write(bytes(1)).get(15, SECONDS);
            echoed.complete(reading.get(15, SECONDS));
          } catch (Exception e) {
            echoed.completeExceptionally(e);
          }
        });
    assertThat(echoed.get(15, SECONDS)).isEqualTo(1);
  }

  @Test
  void aHandlerMayWaitForAnotherHandler() throws Exception {
    openCached(0);
    CompletableFuture<Integer> both = new CompletableFuture<>();
    network.inHandler(
        () -> {
          Outcome<Integer> reading = read(pair.server(), room(1));
          Outcome<Integer> writing = Operations.write(pair.client(), bytes(1));
          both.complete(writing.value() + reading.value());
        });
    assertThat(both.get(15, SECONDS)).isEqualTo(2);
  }

  @Test
  void aHandlerThatThrowsStopsNoOther() throws Exception {
    openCached(1);
    for (int i = 0; i < 5; i++) {
      network.inHandler(
          () -> {
            throw new IllegalStateException("meant");
          });
      assertEchoes();
    }
    network.group.shutdownNow();
    assertThat(network.group.awaitTermination(15, SECONDS)).isTrue();
    for (Thread thread : network.crew.threads()) {
      thread.join(Operations.PATIENCE.toMillis());
    }
    network.crew.forgive();
  }

  @Test
  void itTerminatesAndTheExecutorWithItWhenItsLastChannelIsClosed() throws Exception {
    openCached(1);
    network.group.shutdown();
    assertThat(executor.isShutdown()).isFalse();
    send(pair.client(), 1);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(1));
    pair.client().close();
    pair.server().close();
    network.server.close();
    assertThat(network.group.awaitTermination(15, SECONDS)).isTrue();
    assertThat(network.group.isTerminated()).isTrue();
    assertThat(executor.isTerminated()).isTrue();
  }
}
