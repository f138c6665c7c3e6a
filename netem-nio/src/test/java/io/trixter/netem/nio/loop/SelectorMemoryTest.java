package io.trixter.netem.nio.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.loop.LoopFixture.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A loop over a selector, whose keys are there for pipes, that meets an OutOfMemoryError. */
class SelectorMemoryTest {
  @RegisterExtension final LoopFixture fixture = new LoopFixture(null, Pollers.SELECTORS);
  private final EventLoop loop = fixture.loop;
  private final OutOfMemoryError lack = new OutOfMemoryError("thrown by the test");

  /** Is there for a pipe. */
  private abstract static class PipeEnd extends Selectable implements SelectorPoller.Registered {
    SelectionKey key;

    @Override
    public void registered(SelectionKey as) {
      key = as;
    }
  }

  private SelectorPoller selector() {
    return (SelectorPoller) loop.poller();
  }

  /** Registered for a pipe that has a byte in it: ready, until it is told that it failed. */
  private final class Broken extends PipeEnd implements AutoCloseable {
    private final Pipe pipe = Pipe.open();
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final int failuresBeforeItEnds;

    Broken(int failuresBeforeItEnds) throws Exception {
      this.failuresBeforeItEnds = failuresBeforeItEnds;
      pipe.source().configureBlocking(false);
      pipe.sink().write(ByteBuffer.allocate(1));
      fixture.inLoop(
          () -> {
            selector().register(pipe.source(), this);
            return key.interestOps(SelectionKey.OP_READ);
          });
    }

    @Override
    protected void ready(int readyOps) {
      key.interestOps(0);
      throw lack;
    }

    @Override
    protected void failed(Throwable cause) {
      assertThat(cause).isSameAs(lack);
      if (failures.incrementAndGet() <= failuresBeforeItEnds) {
        throw lack;
      }
      ended.countDown();
    }

    @Override
    public void close() throws IOException {
      pipe.source().close();
      pipe.sink().close();
    }
  }

  @Test
  void endsWhatFailedToServeWhatWasReady() throws Exception {
    try (Broken broken = new Broken(0)) {
      assertThat(broken.ended.await(30, SECONDS)).isTrue();
      fixture.assertServes(fixture.pair());
    }
    assertThat(fixture.uncaught).containsExactly(lack);
  }

  @Test
  void triesAgainWhenThereWasNoMemoryToEndIt() throws Exception {
    try (Broken broken = new Broken(2)) {
      assertThat(broken.ended.await(30, SECONDS)).isTrue();
      assertThat(broken.failures).hasValue(3);
      fixture.assertServes(fixture.pair());
    }
  }

  /** Watches for the selector that it is registered with to be replaced. */
  private static final class Bystander extends PipeEnd {
    @Override
    protected void ready(int readyOps) {}

    @Override
    protected void failed(Throwable cause) {}
  }

  @Test
  void registersWhatTheSelectorMayHaveLostWithANewOne() throws Exception {
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    Bystander bystander = new Bystander();
    Selector before =
        fixture.inLoop(
            () -> {
              selector().register(pipe.source(), bystander);
              return bystander.key.selector();
            });
    Pair pair = fixture.pair();
    Future<Integer> reading = pair.peer().read(ByteBuffer.allocate(8));
    fixture.inLoop(() -> bystander.key.interestOps());
    loop.execute(
        () -> {
          throw lack;
        });
    while (fixture.inLoop(() -> bystander.key.selector() == before)) {
      Thread.onSpinWait(); // the loop has a pause of its own before it does so
    }
    assertThat(before.isOpen()).isFalse();
    pair.client().write(ByteBuffer.allocate(5)).get(30, SECONDS);
    assertThat(reading.get(30, SECONDS)).isEqualTo(5);
    fixture.assertServes(pair);
    pipe.source().close();
    pipe.sink().close();
  }
}
