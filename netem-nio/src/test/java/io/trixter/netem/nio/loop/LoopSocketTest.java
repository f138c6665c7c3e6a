package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a channel does with its socket, which is one of the test's. */
class LoopSocketTest {
  @RegisterExtension final LoopFixture fixture = new LoopFixture(null);
  private final List<String> ended = new ArrayList<>();

  private CompletionHandler<Integer, String> noting() {
    return new CompletionHandler<>() {
      @Override
      public void completed(Integer n, String operation) {
        ended.add(operation + " " + n);
      }

      @Override
      public void failed(Throwable thrown, String operation) {
        ended.add(operation + " " + thrown.getMessage());
      }
    };
  }

  @Test
  void writesBeforeItReadsSoThatAResetMetByASendIsNotTakenForARegularEnd() throws Exception {
    Reset socket = new Reset();
    LoopSocketChannel channel = LoopSocketChannel.of(fixture.loop, socket);
    List<String> order =
        fixture.inLoop(
            () -> {
              channel.read(ByteBuffer.allocate(1), "read", noting());
              channel.write(ByteBuffer.allocate(1), "write", noting());
              assertThat(ended).as("both wait").isEmpty();
              socket.hasCome = true;
              socket.ready(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
              return List.copyOf(ended);
            });
    assertThat(order).containsExactly("write reset", "read -1");
  }

  @Test
  void isReleasedThoughThereIsNoMemoryForAReset() throws Exception {
    Reset socket = new Reset();
    LoopSocketChannel channel = LoopSocketChannel.of(fixture.loop, socket);
    boolean released =
        fixture.inLoop(
            () -> {
              socket.lack = new OutOfMemoryError("thrown by the test");
              channel.reset();
              return socket.isReleased;
            });
    assertThat(released).isTrue();
  }

  /** Connected, until a reset comes: it fails the first transfer, and is an end to the others. */
  private static final class Reset extends LoopSocket {
    private boolean hasCome;
    private boolean told;
    private OutOfMemoryError lack; // what an option meets; null is none
    private boolean isReleased;

    private long transfer() throws IOException {
      if (hasCome && !told) {
        told = true;
        throw new IOException("reset");
      }
      return hasCome ? -1 : 0;
    }

    @Override
    protected long read(ByteBuffer one, ByteBuffer[] several) throws IOException {
      return transfer();
    }

    @Override
    protected long write(ByteBuffer one, ByteBuffer[] several) throws IOException {
      return transfer();
    }

    @Override
    protected boolean isConnected() {
      return true;
    }

    @Override
    protected void await(int op) {}

    @Override
    protected boolean connect(InetSocketAddress remote) {
      return true;
    }

    @Override
    protected void release() {
      isReleased = true;
    }

    @Override
    protected void discard() {}

    @Override
    protected void bind(SocketAddress local) {}

    @Override
    protected void shutdownInput() {}

    @Override
    protected void shutdownOutput() {}

    @Override
    protected SocketAddress localAddress() {
      return null;
    }

    @Override
    protected SocketAddress remoteAddress() {
      return null;
    }

    @Override
    protected <T> void setOption(SocketOption<T> name, T value) {
      if (lack != null) {
        throw lack;
      }
    }

    @Override
    protected <T> T getOption(SocketOption<T> name) {
      return null;
    }

    @Override
    protected Set<SocketOption<?>> supportedOptions() {
      return Set.of();
    }
  }
}
