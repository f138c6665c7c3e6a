package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BrokenPipeTest {
  /** Linux fails so with EPIPE, where a reset comes behind a regular end. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "has words of its own")
  void isWhatASocketSaysWhosePeerHasClosed() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
        server.accept().close();
        assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(failureOfAWrite(client)).isEqualTo(BrokenPipe.message());
      }
    }
  }

  private static String failureOfAWrite(SocketChannel channel) {
    try {
      while (true) {
        channel.write(ByteBuffer.allocate(1));
      }
    } catch (IOException broken) {
      return broken.getMessage();
    }
  }
}
