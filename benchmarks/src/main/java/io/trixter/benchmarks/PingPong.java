package io.trixter.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * The load on an echo server, the same for all: one thread, plain non-blocking sockets, and on each
 * connection one request after the answer to the last.
 */
final class PingPong implements AutoCloseable {
  private static final double NANOS_A_SECOND = 1e9;
  private static final double NANOS_A_MICRO = 1e3;

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Selector selector = Selector.open();
  private final ByteBuffer request;
  private long deadline;
  private long answers;
  private int pending;

  /**
   * What one spell of play came to.
   *
   * @param requests how many were answered
   * @param nanos how long that took
   * @param serverNanos the CPU time of the process meanwhile, without that of the client's thread
   */
  record Score(long requests, long nanos, long serverNanos) {
    double perSecond() {
      return requests * NANOS_A_SECOND / nanos;
    }

    double serverMicros() {
      return serverNanos / NANOS_A_MICRO / requests;
    }
  }

  /** Connects. */
  PingPong(SocketAddress server, int connections, int bytes) throws IOException {
    request = ByteBuffer.allocateDirect(bytes);
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(bytes));
    }
  }

  /** Plays for so long, and until the last answer is there. */
  Score play(Duration duration) throws IOException {
    long cpu = serverCpu();
    long begun = System.nanoTime();
    deadline = begun + duration.toNanos();
    answers = 0;
    for (SelectionKey each : selector.keys()) {
      send((SocketChannel) each.channel());
      pending++;
    }
    while (pending > 0) {
      selector.select(this::receive);
    }
    return new Score(answers, System.nanoTime() - begun, serverCpu() - cpu);
  }

  private long serverCpu() {
    return process.getProcessCpuTime() - threads.getCurrentThreadCpuTime();
  }

  private void receive(SelectionKey key) {
    SocketChannel channel = (SocketChannel) key.channel();
    ByteBuffer answer = (ByteBuffer) key.attachment();
    try {
      if (channel.read(answer) < 0) {
        throw new EOFException("the server closed a connection");
      }
      if (answer.hasRemaining()) {
        return;
      }
      answer.clear();
      answers++;
      if (System.nanoTime() < deadline) {
        send(channel);
      } else {
        pending--;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(SocketChannel channel) throws IOException {
    if (channel.write(request.clear()) < request.capacity()) {
      throw new IOException("no room for a request where the last was answered");
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey each : selector.keys()) {
      each.channel().close();
    }
    selector.close();
  }
}
