package io.trixter.netem.nio.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.LoopFixture.Pair;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An executor that lacks the memory to take a handler, or has none left once it has taken it. */
class ExecutorMemoryTest {
  private static final class Lacking extends ThreadPoolExecutor {
    volatile boolean lacks;
    volatile boolean takes;

    final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

    Lacking() {
      super(1, 1, 1, SECONDS, new LinkedBlockingQueue<>());
    }

    @Override
    protected void afterExecute(Runnable task, Throwable uncaught) {
      if (uncaught != null) {
        thrown.add(uncaught);
      }
    }

    @Override
    public void execute(Runnable task) {
      if (takes || !lacks) {
        super.execute(task);
      }
      if (lacks) {
        throw new OutOfMemoryError("thrown by the test");
      }
    }
  }

  private final Lacking executor = new Lacking();
  @RegisterExtension final LoopFixture fixture = new LoopFixture(executor);

  private void assertEachHandlerIsCalledOnce() throws Exception {
    Pair pair = fixture.pair();
    executor.lacks = true;
    for (int i = 0; i < 1_000; i++) {
      Outcome<Integer> written = new Outcome<>();
      pair.client().write(ByteBuffer.allocate(1), null, written);
      assertThat(written.value()).isEqualTo(1);
    }
    executor.lacks = false;
    executor.shutdown();
    assertThat(executor.awaitTermination(30, SECONDS)).isTrue();
    assertThat(fixture.uncaught).isEmpty();
    assertThat(executor.thrown).isEmpty();
  }

  @Test
  void theLoopCallsTheHandlerInstead() throws Exception {
    assertEachHandlerIsCalledOnce();
  }

  @Test
  void aHandlerThatWasTakenAllTheSameIsNotCalledTwice() throws Exception {
    executor.takes = true;
    assertEachHandlerIsCalledOnce();
  }
}
