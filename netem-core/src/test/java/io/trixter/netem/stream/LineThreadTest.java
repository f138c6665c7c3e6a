package io.trixter.netem.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayLine;
import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Rules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of a delay line at moments that a test from outside meets by luck alone. */
@Timeout(60)
class LineThreadTest {
  private static final int WINDOW = 1000;

  private final DelayLine fault = new DelayLine(ofSeconds(3600));
  private final DelayBudget budget = new DelayBudget(1 << 20);
  private final BlockingQueue<Thread> handedOn = new LinkedBlockingQueue<>();
  private final Lifetime.Bottom bottom =
      new Lifetime.Bottom() {
        @Override
        public void close(boolean reset) {}

        @Override
        public void halfClose(OutputStream out) {
          handedOn.add(Thread.currentThread());
        }
      };

  /** The line of {@link #fault} on {@code clock}, and where what it hands on is noted. */
  private Line line(Clock clock) {
    Rules rules = fault.rules(new FaultNames());
    Stack below = new Stack(clock, Deadline.NONE, new Lifetime(bottom), new FaultNames());
    Line line = new Line(rules.line().within(WINDOW, budget, 0), below);
    line.connect(
        new OutputStream() {
          @Override
          public void write(int b) {
            handedOn.add(Thread.currentThread());
          }

          @Override
          public void write(byte[] b, int off, int len) {
            handedOn.add(Thread.currentThread());
          }
        });
    return line;
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length);
  }

  private Thread nextThread() throws InterruptedException {
    Thread thread = handedOn.poll(20, SECONDS);
    assertThat(thread).as("a thread that hands something on").isNotNull();
    return thread;
  }

  /** Real time, in which a writer that waits for room keeps the lock of its pause at first. */
  private static final class Holding implements Clock {
    private final CountDownLatch writerWaits = new CountDownLatch(1); // for room
    private final CountDownLatch lineWaits = new CountDownLatch(1); // for the lock of the writer
    private final CountDownLatch released = new CountDownLatch(1);
    private final Semaphore passes = new Semaphore(0);

    @Override
    public long now() {
      return System.nanoTime();
    }

    @Override
    public long pass(ReentrantLock lock, Condition condition, long nanos)
        throws InterruptedException {
      passes.release();
      return condition.awaitNanos(nanos);
    }

    @Override
    public long await(ReentrantLock lock, Condition condition, long nanos)
        throws InterruptedException {
      writerWaits.countDown();
      while (!lock.hasQueuedThreads()) {
        Thread.onSpinWait();
      }
      lineWaits.countDown();
      released.await();
      return condition.awaitNanos(nanos);
    }
  }

  @Test
  void oneThatBeginsWhileTheLastOneEndsHearsOfTheDelay() throws Exception {
    Holding clock = new Holding();
    Line line = line(clock);
    Thread writer =
        new Thread(() -> assertThatThrownBy(() -> line.put(bytes(2 * WINDOW))).isNotNull());
    writer.start();
    clock.passes.acquire(); // the first thread waits for what entered
    clock.writerWaits.await();
    fault.set(ofNanos(1));
    clock.lineWaits.await(); // it holds nothing any more, and is to end
    fault.set(ofSeconds(3600));
    line.put(End.HALF_CLOSE);
    clock.passes.acquire(); // the second thread waits for the end
    clock.released.countDown();
    nextThread().join(SECONDS.toMillis(20));
    fault.set(ofMillis(1));
    nextThread();
    writer.join();
  }

  /** Lacks memory for a thread as long as the test wants. */
  private static final class Lacking implements Clock {
    private boolean lacks = true;

    @Override
    public long now() {
      return System.nanoTime();
    }

    @Override
    public long pass(ReentrantLock lock, Condition condition, long nanos)
        throws InterruptedException {
      return condition.awaitNanos(nanos);
    }

    @Override
    public long await(ReentrantLock lock, Condition condition, long nanos)
        throws InterruptedException {
      return condition.awaitNanos(nanos);
    }

    @Override
    public boolean schedule(Event event) {
      if (lacks) {
        throw new OutOfMemoryError("no thread");
      }
      return false;
    }
  }

  @Test
  void theNextWriteTriesAgainToStartOne() throws Exception {
    fault.set(ofMillis(1));
    Lacking clock = new Lacking();
    Line line = line(clock);
    assertThatThrownBy(() -> line.put(bytes(1))).hasMessage("no thread");
    clock.lacks = false;
    line.put(bytes(1));
    nextThread();
    nextThread();
  }

  @Test
  void closingDropsWhatNoThreadWasFoundFor() throws IOException {
    Line line = line(new Lacking());
    assertThatThrownBy(() -> line.put(bytes(1))).hasMessage("no thread");
    line.close(false);
    assertThat(budget.used()).isZero();
  }
}
