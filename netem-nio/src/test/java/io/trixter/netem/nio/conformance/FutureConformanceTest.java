package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.send;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.conformance.Network.Pair;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FutureConformanceTest extends Conformance {
  FutureConformanceTest(SetUp setUp) {
    super(setUp, 2);
  }

  @Test
  void aFutureWhoseTimeIsUpGoesOn() throws Exception {
    Pair pair = network.pair();
    Future<Integer> reading = pair.client().read(room(10));
    assertThatThrownBy(() -> reading.get(5, MILLISECONDS)).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> reading.get(0, SECONDS)).isInstanceOf(TimeoutException.class);
    assertThat(reading.isDone()).isFalse();
    send(pair.server(), 1);
    assertThat(reading.get(15, SECONDS)).isEqualTo(1);
    assertThat(reading.isDone()).isTrue();
    assertThat(reading.isCancelled()).isFalse();
    assertThat(reading.get()).isEqualTo(1);
    assertThat(reading.get(0, SECONDS)).isEqualTo(1);
  }

  @Test
  void aFutureFailsWithWhatTheOperationFailedWith() throws Exception {
    Pair pair = network.pair();
    Future<Integer> reading = pair.client().read(room(10));
    pair.client().close();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> reading.get(15, SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(AsynchronousCloseException.class);
    }
    assertThat(reading.isDone()).isTrue();
  }

  @Test
  void whoWaitsIsInterruptedAndTheOperationGoesOn() throws Exception {
    Pair pair = network.pair();
    Future<Integer> reading = pair.client().read(room(10));
    Thread.currentThread().interrupt();
    assertThatThrownBy(reading::get).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(pair.client().isOpen()).isTrue();
    send(pair.server(), 1);
    assertThat(reading.get(15, SECONDS)).isEqualTo(1);
  }

  @Test
  void theNextMayStartOnceTheFutureIsDone() throws Exception {
    Pair pair = network.pair();
    for (int i = 0; i < 2000; i++) {
      Future<Integer> reading = pair.server().read(room(1));
      assertThat(pair.client().write(room(1)).get(15, SECONDS)).isEqualTo(1);
      assertThat(reading.get(15, SECONDS)).isEqualTo(1);
    }
  }
}
