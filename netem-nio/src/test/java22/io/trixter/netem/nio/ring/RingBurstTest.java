package io.trixter.netem.nio.ring;

import static io.trixter.netem.nio.ring.RingNetwork.inLoop;
import static io.trixter.netem.nio.ring.RingNetwork.read;
import static io.trixter.netem.nio.ring.RingNetwork.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.LoopServerChannel;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.TimerHeap;
import io.trixter.netem.nio.ring.RingNetwork.HalfPair;
import io.trixter.netem.nio.ring.RingNetwork.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More at once than a ring has room for, many threads, and signals. */
@NeedsRing
class RingBurstTest {
  /** Its completions are several times what the queue holds. */
  private static final int CONNECTS = 12_000;

  private static final int THREADS = 8;
  private static final int TASKS = 20_000;
  private static final int SIGNALS = 200;
  private static final int[] SIZES = {50, 5_000, 20, 100_000, 4_096};

  @RegisterExtension final RingNetwork network = new RingNetwork(1);

  private Reactor loop() {
    return ((LoopServerChannel) network.server).loop();
  }

  @Test
  void nothingIsLostWhenCompletionsOverflowTheirQueue() throws Exception {
    RingPoller poller = RingNetwork.poller(network.server);
    List<HalfPair> others = new ArrayList<>();
    List<Outcome<Integer>> readings = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      HalfPair pair = network.halfPair();
      others.add(pair);
      readings.add(read(pair.channel(), 8));
    }
    int before = network.inLoop(poller::entered);
    int descriptors = RingNetwork.descriptors();
    List<Outcome<Void>> connecting = new ArrayList<>();
    inLoop(
        loop(),
        () -> {
          for (HalfPair pair : others) {
            pair.peer().getOutputStream().write(1);
          }
          for (int i = 0; i < CONNECTS; i++) {
            AsynchronousSocketChannel channel = network.open();
            Outcome<Void> outcome = new Outcome<>();
            channel.connect(network.address(), null, outcome);
            connecting.add(outcome);
            channel.close();
          }
          return null;
        });
    for (Outcome<Void> outcome : connecting) {
      assertThat(outcome.failure()).isInstanceOf(AsynchronousCloseException.class);
    }
    for (int i = 0; i < others.size(); i++) {
      assertThat(readings.get(i).value()).isEqualTo(1);
      assertThat(write(others.get(i).channel(), ByteBuffer.allocate(1)).value()).isEqualTo(1);
      assertThat(others.get(i).peer().getInputStream().read()).isZero();
    }
    RingNetwork.awaitInLoop(loop(), () -> poller.entered() == before);
    assertThat(RingNetwork.descriptors()).isLessThanOrEqualTo(descriptors);
    for (HalfPair pair : others) {
      pair.peer().close();
    }
  }

  @Test
  void isWokenByManyThreads() throws Exception {
    AtomicLong ran = new AtomicLong();
    CountDownLatch over = new CountDownLatch(THREADS);
    for (int i = 0; i < THREADS; i++) {
      new Thread(
              () -> {
                for (int task = 0; task < TASKS / THREADS; task++) {
                  loop().execute(ran::incrementAndGet);
                  if (task % 64 == 0) {
                    awaitQuietly(); // it falls asleep by now and then
                  }
                }
                over.countDown();
              })
          .start();
    }
    assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
    network.inLoop(() -> null);
    assertThat(ran).hasValue(TASKS);
  }

  private void awaitQuietly() {
    try {
      network.inLoop(() -> null);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSignalEndsAWaitAndNothingElse() throws Exception {
    RingPoller poller = new RingPoller();
    AtomicLong polls = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    Outcome<Long> thread = new Outcome<>();
    Outcome<Object> end = new Outcome<>();
    new Thread(
            () -> {
              try {
                thread.completed(Signals.threadId(), null);
                while (!over.get()) {
                  poller.poll(TimerHeap.NEVER, () -> false);
                  polls.incrementAndGet();
                }
                end.completed(null, null);
              } catch (IOException e) {
                end.failed(e, null);
              } finally {
                poller.close();
              }
            })
        .start();
    for (int i = 0; i < SIGNALS && !end.isDone(); i++) {
      long before = polls.get();
      while (polls.get() == before && !end.isDone()) {
        Signals.interrupt(thread.value());
      }
    }
    over.set(true);
    poller.wakeup();
    assertThat(end.value()).isNull();
  }

  @Test
  void aLoopClosedUnderTrafficLeavesNothing() throws Exception {
    int before = RingNetwork.descriptors();
    for (int round = 0; round < 5; round++) {
      RingNetwork another = new RingNetwork(2);
      List<AsynchronousSocketChannel> all = new ArrayList<>();
      AtomicBoolean over = new AtomicBoolean();
      for (int i = 0; i < 300; i++) {
        Pair pair = another.pair();
        all.add(pair.client());
        all.add(pair.server());
      }
      for (int i = 0; i < all.size(); i++) {
        new Pump(all.get(i), SIZES[i % SIZES.length]).start();
      }
      List<Thread> others = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int first = i;
        others.add(new Thread(() -> bother(all, first, over)));
      }
      others.forEach(Thread::start);
      inLoop(RingNetwork.loop(all.get(0)), () -> null);
      another.shutdown();
      over.set(true);
      for (Thread other : others) {
        other.join();
      }
      assertThat(all).noneMatch(AsynchronousSocketChannel::isOpen);
      assertThat(another.thrown).isEmpty();
    }
    assertThat(RingNetwork.descriptors()).isLessThanOrEqualTo(before);
  }

  /** Closes, half-closes and writes from outside, whatever state the channel is in. */
  private static void bother(List<AsynchronousSocketChannel> all, int first, AtomicBoolean over) {
    for (int i = first; !over.get(); i = (i + 7) % all.size()) {
      AsynchronousSocketChannel channel = all.get(i);
      try {
        switch (i % 4) {
          case 0 -> channel.write(ByteBuffer.allocate(10));
          case 1 -> channel.read(ByteBuffer.allocate(10));
          case 2 -> channel.shutdownOutput();
          default -> {
            if (i % 16 == 3) {
              channel.close();
            }
          }
        }
      } catch (IOException | IllegalStateException e) {
        // pending, closed or shut down
      }
    }
  }

  /** Writes and reads until the channel is closed. */
  private static final class Pump {
    private final AsynchronousSocketChannel channel;
    private final ByteBuffer out;
    private final ByteBuffer in;

    Pump(AsynchronousSocketChannel channel, int size) {
      this.channel = channel;
      out = ByteBuffer.allocateDirect(size);
      in = ByteBuffer.allocate(size);
    }

    void start() {
      write();
      read();
    }

    private void write() {
      channel.write(out.clear(), null, new Next(this::write));
    }

    private void read() {
      channel.read(in.clear(), null, new Next(this::read));
    }

    private record Next(Runnable step) implements CompletionHandler<Integer, Object> {
      @Override
      public void completed(Integer n, Object attachment) {
        if (n >= 0) {
          try {
            step.run();
          } catch (IllegalStateException e) {
            // another has begun, or the group has ended
          }
        }
      }

      @Override
      public void failed(Throwable thrown, Object attachment) {}
    }
  }
}
