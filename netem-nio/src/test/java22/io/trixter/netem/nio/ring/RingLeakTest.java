package io.trixter.netem.nio.ring;

import static io.trixter.netem.nio.ring.RingNetwork.inLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.LoopServerChannel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All that a connection borrows comes back. */
@NeedsRing
class RingLeakTest {
  private static final int CONNECTIONS = 20_000;
  private static final int AT_ONCE = 50;

  /** include/uapi/linux/io_uring.h, from Linux 6.8 on. */
  private static final int IORING_REGISTER_PBUF_STATUS = 26;

  private static final int STATUS_BYTES = 40;
  private static final int STATUS_HEAD = 4;

  @RegisterExtension final RingNetwork network = new RingNetwork(1);

  /** A handler of whatever operation, which runs a task however that ends. */
  private static <V> CompletionHandler<V, Object> then(Runnable task) {
    return new CompletionHandler<>() {
      @Override
      public void completed(V result, Object attachment) {
        task.run();
      }

      @Override
      public void failed(Throwable thrown, Object attachment) {
        task.run();
      }
    };
  }

  private static void close(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Connects again and again, and ends each in one of several ways with something on its way. */
  private final class Client {
    private final AtomicInteger left;
    private final Outcome<Object> over;
    private AsynchronousSocketChannel channel;
    private int turn;

    Client(AtomicInteger left, Outcome<Object> over) {
      this.left = left;
      this.over = over;
    }

    void next() {
      turn = left.decrementAndGet();
      if (turn >= 0) {
        try {
          channel = network.open();
          channel.connect(network.address(), null, then(this::write));
        } catch (IOException e) {
          over.failed(e, null);
        }
      } else if (turn == -AT_ONCE) {
        over.completed(turn, null);
      }
    }

    private void write() {
      if (!channel.isOpen()) {
        next();
        return;
      }
      Runnable after = turn % 3 == 0 ? this::read : this::end;
      channel.write(ByteBuffer.allocate(turn % 7 == 0 ? 20_000 : 100), null, then(after));
    }

    private void read() {
      channel.read(ByteBuffer.allocate(10), null, then(this::end));
    }

    private void end() {
      if (turn % 2 == 0 && channel.isOpen()) {
        channel.read(ByteBuffer.allocate(10), null, then(() -> {}));
        channel.write(ByteBuffer.allocate(10), null, then(() -> {}));
      }
      close(channel);
      next();
    }
  }

  /** Answers each connection once, and closes it with or without having read it all. */
  private static final class Server
      implements CompletionHandler<AsynchronousSocketChannel, AsynchronousServerSocketChannel> {
    private int turn;

    @Override
    public void completed(
        AsynchronousSocketChannel channel, AsynchronousServerSocketChannel server) {
      server.accept(server, this);
      boolean hasty = turn++ % 5 == 0;
      channel.read(
          ByteBuffer.allocate(hasty ? 1 : 200),
          null,
          then(
              () -> {
                channel.write(ByteBuffer.allocate(10), null, then(() -> {}));
                if (hasty) {
                  close(channel);
                } else {
                  channel.read(ByteBuffer.allocate(1 << 15), null, then(() -> close(channel)));
                }
              }));
    }

    @Override
    public void failed(Throwable thrown, AsynchronousServerSocketChannel server) {}
  }

  @Test
  void numbersSlotsBuffersAndDescriptorsComeBackFromThousandsOfConnections() throws Exception {
    RingPoller poller = RingNetwork.poller(network.server);
    EventLoop loop = ((LoopServerChannel) network.server).loop();
    network.server.accept(network.server, new Server());
    network.inLoop(() -> null);
    int descriptors = RingNetwork.descriptors();
    AtomicInteger left = new AtomicInteger(CONNECTIONS);
    Outcome<Object> over = new Outcome<>();
    inLoop(
        loop,
        () -> {
          for (int i = 0; i < AT_ONCE; i++) {
            new Client(left, over).next();
          }
          return null;
        });
    while (!over.isDone()) {
      network.inLoop(() -> null);
    }
    over.value();
    RingNetwork.awaitInLoop(loop, () -> poller.entered() == 1); // the listener's
    assertThat(inLoop(loop, poller.slots::lent)).isZero();
    RingNetwork.awaitInLoop(loop, () -> RingNetwork.descriptors() <= descriptors);
    int provided = inLoop(loop, () -> freeBuffers(poller));
    assumeThat(provided).as("the kernel says how many").isNotNegative();
    assertThat(provided).isEqualTo(poller.ring.buffers().count());
  }

  /** How many provided buffers the kernel has; negative if it does not tell. */
  private static int freeBuffers(RingPoller poller) {
    RingDescriptor descriptor = RingNetwork.get(poller.ring, "descriptor");
    int tail = RingNetwork.<Integer>get(poller.ring.buffers(), "tail");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(STATUS_BYTES, Long.BYTES);
      int result = descriptor.register(IORING_REGISTER_PBUF_STATUS, status.address(), 1);
      return result < 0 ? result : (tail - status.get(ValueLayout.JAVA_INT, STATUS_HEAD)) & 0xFFFF;
    }
  }
}
