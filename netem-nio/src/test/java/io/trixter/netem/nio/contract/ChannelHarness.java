package io.trixter.netem.nio.contract;

import io.trixter.netem.Fault;
import io.trixter.netem.contract.Harness;
import io.trixter.netem.nio.driver.FaultChannel;
import io.trixter.netem.nio.driver.InMemoryChannel;
import io.trixter.netem.nio.loop.Timer;
import io.trixter.netem.nio.loop.VirtualReactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The contracts' view of the channel driver. An operation is awaited by letting time pass a
 * millisecond at a time, so what ends at a fraction of one is seen at the next.
 */
final class ChannelHarness implements Harness {
  private static final Duration TICK = Duration.ofMillis(1);
  private static final Duration PATIENCE = Duration.ofHours(2);

  private final VirtualReactor reactor;
  private final InMemoryChannel wire;
  private AsynchronousSocketChannel channel;

  ChannelHarness() {
    this(new VirtualReactor());
  }

  private ChannelHarness(VirtualReactor reactor) {
    this.reactor = reactor;
    wire = new InMemoryChannel(reactor);
  }

  private static final class Ending implements CompletionHandler<Integer, Void> {
    private Integer result;
    private Throwable failure;

    @Override
    public void completed(Integer n, Void ignored) {
      result = n;
    }

    @Override
    public void failed(Throwable thrown, Void ignored) {
      failure = thrown;
    }

    boolean isDone() {
      return result != null || failure != null;
    }

    int result() throws IOException {
      if (failure instanceof IOException e) {
        throw e;
      } else if (failure != null) {
        throw new AssertionError(failure);
      }
      return result;
    }
  }

  private void await(BooleanSupplier done) {
    reactor.settle();
    for (Duration end = reactor.elapsed().plus(PATIENCE); !done.getAsBoolean(); ) {
      if (reactor.elapsed().compareTo(end) > 0) {
        throw new AssertionError("this would wait for ever");
      }
      reactor.advance(TICK);
    }
    if (!reactor.thrown().isEmpty()) {
      throw new AssertionError(reactor.thrown().get(0));
    }
  }

  @Override
  public void wrap(Fault... faults) {
    channel = FaultChannel.wrap(wire, () -> reactor, faults);
    reactor.settle();
  }

  @Override
  public void wrapUnconnected(Fault... faults) {
    wire.disconnect();
    wrap(faults);
  }

  @Override
  public void connect() throws IOException {
    Ending ending = new Ending();
    channel.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
        null,
        new CompletionHandler<Void, Void>() {
          @Override
          public void completed(Void result, Void ignored) {
            ending.completed(0, null);
          }

          @Override
          public void failed(Throwable thrown, Void ignored) {
            ending.failed(thrown, null);
          }
        });
    await(ending::isDone);
    ending.result();
  }

  @Override
  public Harness beside() {
    return new ChannelHarness(reactor);
  }

  @Override
  public void at(Duration time, Runnable action) {
    reactor.arm(
        new Timer() {
          @Override
          protected void fired() {
            action.run();
          }
        },
        time.minus(reactor.elapsed()).toNanos());
  }

  @Override
  public void pass(Duration time) {
    reactor.advance(time);
  }

  @Override
  public Duration elapsed() {
    return reactor.elapsed();
  }

  @Override
  public void write(byte... bytes) throws IOException {
    ByteBuffer src = ByteBuffer.wrap(bytes);
    do {
      Ending ending = new Ending();
      channel.write(src, null, ending);
      await(ending::isDone);
      ending.result();
    } while (src.hasRemaining());
  }

  @Override
  public byte[] read(int room) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(room);
    Ending ending = new Ending();
    channel.read(dst, null, ending);
    await(ending::isDone);
    int n = ending.result();
    return n < 0 ? null : Arrays.copyOf(dst.array(), n);
  }

  @Override
  public void halfClose() throws IOException {
    channel.shutdownOutput();
    await(() -> log().stream().anyMatch(line -> line.endsWith("shutdown")));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void feed(byte... bytes) {
    wire.feed(bytes);
  }

  @Override
  public void feedEnd() {
    wire.feedEnd();
  }

  @Override
  public List<String> log() {
    reactor.settle();
    return wire.log();
  }

  @Override
  public byte[] written() {
    return wire.written();
  }
}
