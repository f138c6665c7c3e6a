package io.trixter.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trixter.netem.DelayedWriter;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.nio.NetemChannel;
import io.trixter.netem.nio.NetemChannelProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.smartboot.socket.MessageProcessor;
import org.smartboot.socket.NetMonitor;
import org.smartboot.socket.Protocol;
import org.smartboot.socket.transport.AioQuickClient;
import org.smartboot.socket.transport.AioSession;

/**
 * An asynchronous framework, smart-socket, on the event loops of this project. Its hook for new
 * channels puts the faults around them: what the client writes leaves late and in pieces, so does
 * the echo, and the framework and the decoder of lines must bear it.
 */
public final class SmartSocketOverFaults {
  private SmartSocketOverFaults() {}

  /** Prints how long an echo took, and what it was, without and with the faults. */
  public static void main(String[] args) throws IOException, InterruptedException {
    DelayedWriter latency = new DelayedWriter(Duration.ZERO);
    SlicedWriter slices = new SlicedWriter(0);
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    AsynchronousChannelGroup loops =
        NetemChannelProvider.shared().openAsynchronousChannelGroup(1, Thread::new);
    try (EchoServer server = new EchoServer()) {
      AioSession session =
          new AioQuickClient(
                  "localhost", server.port(), new Lines(), new Client(lines, latency, slices))
              .start(loops);
      echo("undisturbed:", session, lines);

      latency.set(Duration.ofMillis(20));
      slices.set(4);
      echo("late and in pieces:", session, lines);
      session.close();
    } finally {
      loops.shutdownNow();
    }
  }

  private static void echo(String label, AioSession session, BlockingQueue<String> lines)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    session.writeBuffer().write("hello, slow world\n".getBytes(UTF_8));
    session.writeBuffer().flush();
    String line = lines.poll(30, TimeUnit.SECONDS);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    System.out.println(label + " " + millis + " ms, " + line);
  }

  /** What has no end yet stays in the buffer. */
  private static final class Lines implements Protocol<String> {
    @Override
    public String decode(ByteBuffer received, AioSession session) {
      for (int end = received.position(); end < received.limit(); end++) {
        if (received.get(end) == '\n') {
          byte[] line = new byte[end - received.position()];
          received.get(line).get();
          return new String(line, UTF_8);
        }
      }
      return null;
    }
  }

  /** Collects lines, over a channel with faults. */
  private record Client(BlockingQueue<String> lines, DelayedWriter latency, SlicedWriter slices)
      implements MessageProcessor<String>, NetMonitor {
    @Override
    public AsynchronousSocketChannel shouldAccept(AsynchronousSocketChannel channel) {
      return NetemChannel.wrap(channel, latency, slices);
    }

    @Override
    public void process(AioSession session, String line) {
      lines.add(line);
    }

    @Override
    public void afterRead(AioSession session, int bytes) {}

    @Override
    public void beforeRead(AioSession session) {}

    @Override
    public void afterWrite(AioSession session, int bytes) {}

    @Override
    public void beforeWrite(AioSession session) {}
  }
}
