package io.trixter.netem.nio;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.trixter.netem.BitFlipper;
import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayLine;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Fault;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.Injector;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.SlowCloser;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.Truncator;
import io.trixter.netem.nio.Loopback.Pair;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is off is free: no allocation, however long the chain. */
@Tag("wallclock")
class AllocationTest {
  private static final int MESSAGES = 20_000;
  private static final int SIZE = 64;

  /** The JDK looks selected keys up by a boxed descriptor, two a round trip: none below 128. */
  private static final long JDK_BYTES = 2 * 16;

  /** What a loop may have allocated besides, by message: its own work, of another kind. */
  private static final double SLACK = 4;

  @RegisterExtension final Loopback loopback = new Loopback(1);

  private static Fault[] everyFaultOff() {
    return new Fault[] {
      new DelayedReader(Duration.ZERO),
      new DelayedWriter(Duration.ZERO),
      new ThrottledReader(0),
      new ThrottledWriter(0),
      new SlicedWriter(0),
      new Corrupter(0.0),
      new BitFlipper(0.0),
      Truncator.closing(Truncator.NEVER),
      new SlowCloser(Duration.ZERO),
      new Injector(),
      new Terminator(0.0),
      new Shutdowner()
    };
  }

  /** Writes and reads by turns: a client begins, its peer echoes. */
  private static final class Player implements CompletionHandler<Integer, Boolean> {
    private static final Boolean READ = true;
    private static final Boolean WROTE = false;

    private final AsynchronousSocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    private int left;
    private Outcome<Integer> over;

    Player(AsynchronousSocketChannel channel) {
      this.channel = channel;
    }

    void begin(int messages, Outcome<Integer> whenOver) {
      left = messages;
      over = whenOver;
      channel.write(buffer.clear(), WROTE, this);
    }

    void echo() {
      left = Integer.MAX_VALUE;
      channel.read(buffer.clear(), READ, this);
    }

    @Override
    public void completed(Integer moved, Boolean read) {
      if (moved < 0) {
        return; // the end
      }
      if (buffer.hasRemaining()) {
        go(read);
      } else if (read && --left == 0) {
        over.completed(0, null);
      } else {
        buffer.clear();
        go(!read);
      }
    }

    private void go(boolean reads) {
      if (reads) {
        channel.read(buffer, READ, this);
      } else {
        channel.write(buffer, WROTE, this);
      }
    }

    @Override
    public void failed(Throwable thrown, Boolean read) {
      if (over != null) {
        over.failed(thrown, null);
      }
    }
  }

  @Test
  void noAllocationPerMessageWhileEveryFaultIsOff() throws IOException {
    allocatesNothing(everyFaultOff());
  }

  @Test
  void noAllocationPerMessageWhileARecordHasNothingToSay() throws IOException {
    allocatesNothing(new FaultRecord().faults(everyFaultOff()));
  }

  private void allocatesNothing(Fault[] faults) throws IOException {
    Pair pair = loopback.pair();
    AsynchronousSocketChannel client = NetemChannel.wrap(pair.client(), faults);
    AsynchronousSocketChannel server =
        NetemChannel.wrap(NetemChannel.wrap(pair.server(), faults), new DelayLine(Duration.ZERO));
    new Player(server).echo();
    Player player = new Player(client);
    long least = Long.MAX_VALUE;
    for (int run = 0; run < 5; run++) { // the first ones warm up
      least = Math.min(least, bytesAllocated(player));
    }
    assertThat(least / (double) MESSAGES).isLessThan(allowed());
  }

  private double allowed() {
    return loopback.provider.engine() == Engine.NIO ? JDK_BYTES + SLACK : SLACK;
  }

  private long bytesAllocated(Player player) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long loop = loopback.threads.peek().getId();
    long before = threads.getThreadAllocatedBytes(loop);
    Outcome<Integer> over = new Outcome<>();
    player.begin(MESSAGES, over);
    over.value();
    return threads.getThreadAllocatedBytes(loop) - before;
  }
}
