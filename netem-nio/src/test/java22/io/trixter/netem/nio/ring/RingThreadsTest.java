package io.trixter.netem.nio.ring;

import static io.trixter.netem.nio.ring.RingNetwork.inLoop;
import static io.trixter.netem.nio.ring.RingNetwork.loop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.ring.RingNetwork.HalfPair;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A ring's memory is its loop's alone: what a thread that ended the loop left to others. */
@NeedsRing
class RingThreadsTest {
  @RegisterExtension final RingNetwork network = new RingNetwork(1);

  private List<ThrowingCallable> requests(RingSocket socket, RingServerSocket server) {
    ByteBuffer buffer = ByteBuffer.allocate(8);
    return List.of(
        () -> socket.read(buffer, null),
        () -> socket.write(buffer, null),
        () -> socket.connect(network.address()),
        () -> socket.await(SelectionKey.OP_READ),
        () -> socket.await(SelectionKey.OP_WRITE),
        server::accept,
        server::await);
  }

  @Test
  void anotherThreadMakesNoRequests() throws Exception {
    HalfPair pair = network.halfPair();
    RingServerSocket server = RingNetwork.get(network.server, "server");
    for (ThrowingCallable request : requests(RingNetwork.socket(pair.channel()), server)) {
      assertThatThrownBy(request)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the event loop has ended");
    }
    pair.peer().close();
  }

  @Test
  void theLoopsOwnThreadMakesNoneOnceItsPollerIsClosed() throws Exception {
    HalfPair pair = network.halfPair();
    RingServerSocket server = RingNetwork.get(network.server, "server");
    RingSocket socket = RingNetwork.socket(pair.channel());
    RingPoller poller = RingNetwork.poller(pair.channel());
    pair.peer().getOutputStream().write(1);
    RingNetwork.whenReadable(pair.channel()).value(); // it keeps a provided buffer
    inLoop(
        loop(pair.channel()),
        () -> {
          poller.close();
          for (ThrowingCallable request : requests(socket, server)) {
            assertThatThrownBy(request).isInstanceOf(IllegalStateException.class);
          }
          poller.close();
          return null;
        });
    pair.channel().close();
    assertThat(pair.channel().isOpen()).isFalse();
    assertThatThrownBy(() -> pair.peer().getInputStream().read())
        .as("its byte was not read")
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    pair.peer().close();
  }
}
