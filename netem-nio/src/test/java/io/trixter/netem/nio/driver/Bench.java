package io.trixter.netem.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Fault;
import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.VirtualReactor;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A channel in virtual time for one test, and what is wrapped around it. Fails the test if a
 * handler, task or timer threw.
 */
final class Bench implements AfterEachCallback {
  final VirtualReactor reactor = new VirtualReactor();
  final InMemoryChannel inner = new InMemoryChannel(reactor);

  /** Wraps faults around the in-memory channel, the first nearest to it. */
  FaultChannel wrap(Fault... faults) {
    return FaultChannel.wrap(inner, () -> reactor, faults);
  }

  static Outcome<Integer> write(AsynchronousSocketChannel channel, int bytes) {
    return write(channel, ByteBuffer.wrap(pattern(bytes)));
  }

  static Outcome<Integer> write(AsynchronousSocketChannel channel, ByteBuffer src) {
    return write(channel, src, Duration.ZERO);
  }

  static Outcome<Integer> write(
      AsynchronousSocketChannel channel, ByteBuffer src, Duration timeout) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.write(src, timeout.toNanos(), TimeUnit.NANOSECONDS, null, outcome);
    return outcome;
  }

  static Outcome<Integer> read(AsynchronousSocketChannel channel, int room) {
    return read(channel, ByteBuffer.allocate(room));
  }

  static Outcome<Integer> read(AsynchronousSocketChannel channel, ByteBuffer dst) {
    return read(channel, dst, Duration.ZERO);
  }

  static Outcome<Integer> read(
      AsynchronousSocketChannel channel, ByteBuffer dst, Duration timeout) {
    Outcome<Integer> outcome = new Outcome<>();
    channel.read(dst, timeout.toNanos(), TimeUnit.NANOSECONDS, null, outcome);
    return outcome;
  }

  /** Bytes of which neighbours differ. */
  static byte[] pattern(int bytes) {
    byte[] pattern = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      pattern[i] = (byte) (i * 31 + i / 251);
    }
    return pattern;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(reactor.thrown()).isEmpty();
  }
}
