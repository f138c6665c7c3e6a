package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.EngineOfTests;
import io.trixter.netem.nio.NetemChannelProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

/** A group of which only a part could be made. */
class GroupConstructionTest {
  private static final int LOOPS = 3;

  private final List<Thread> threads = new ArrayList<>();
  private final List<Poller> opened = new ArrayList<>();

  private void assertRefuses(Pollers pollers, ThreadFactory factory, String message)
      throws InterruptedException {
    assertThatThrownBy(
            () -> new EventLoopGroup(NetemChannelProvider.shared(), LOOPS, factory, null, pollers))
        .hasMessage(message);
    for (Thread thread : threads) {
      thread.join(30_000);
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(opened).isNotEmpty().allMatch(GroupConstructionTest::isClosed);
  }

  /** A poller that is closed refuses to poll. */
  private static boolean isClosed(Poller poller) {
    try {
      poller.poll(0, () -> false);
      return false;
    } catch (IllegalStateException e) {
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Poller open() throws IOException {
    Poller poller = EngineOfTests.pollers().open();
    opened.add(poller);
    return poller;
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task);
    threads.add(thread);
    return thread;
  }

  @Test
  void closesThePollersThatItHadWhenOneMoreCannotBeOpened() throws Exception {
    assertRefuses(
        () -> {
          if (opened.size() == LOOPS - 1) {
            throw new IOException("no more");
          }
          return open();
        },
        this::thread,
        "no more");
  }

  @Test
  void closesThemWhenTheFactoryThrows() throws Exception {
    assertRefuses(
        this::open,
        task -> {
          if (threads.size() == LOOPS - 1) {
            throw new IllegalStateException("no thread");
          }
          return thread(task);
        },
        "no thread");
  }

  @Test
  void closesThemWhenTheFactoryMakesNone() throws Exception {
    assertRefuses(
        this::open,
        task -> threads.size() == LOOPS - 1 ? null : thread(task),
        "the thread factory made no thread");
  }

  @Test
  void endsTheThreadsThatItHadWhenOneCannotBeStarted() throws Exception {
    assertRefuses(
        this::open,
        task -> {
          Thread thread =
              threads.size() < LOOPS - 1
                  ? new Thread(task)
                  : new Thread(task) {
                    @Override
                    public synchronized void start() {
                      throw new OutOfMemoryError("unable to create native thread");
                    }
                  };
          threads.add(thread);
          return thread;
        },
        "unable to create native thread");
  }
}
