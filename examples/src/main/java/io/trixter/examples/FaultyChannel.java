package io.trixter.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trixter.netem.DelayLine;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.nio.NetemChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Faults around an asynchronous channel, one of them struck while it is open. */
public final class FaultyChannel {
  private FaultyChannel() {}

  /** Prints an echo that came slowly and in pieces, and how the connection then ended. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    SlicedWriter slices = new SlicedWriter(2);
    Terminator terminator = new Terminator(0.0);
    DelayLine wire = new DelayLine(Duration.ofMillis(20));
    try (EchoServer server = new EchoServer();
        AsynchronousSocketChannel channel =
            NetemChannel.wrap(AsynchronousSocketChannel.open(), wire, slices, terminator)) {
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())).get();
      channel.write(ByteBuffer.wrap("hello".getBytes(US_ASCII))).get();
      ByteBuffer echo = ByteBuffer.allocate(5);
      while (echo.hasRemaining()) {
        channel.read(echo).get();
      }
      System.out.println("echo: " + new String(echo.array(), US_ASCII));

      terminator.set(1.0);
      try {
        channel.write(ByteBuffer.wrap("goodbye".getBytes(US_ASCII))).get();
      } catch (ExecutionException e) {
        System.out.println("ended: " + e.getCause().getMessage());
      }
    }
  }
}
