package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.fill;
import static io.trixter.netem.nio.Loopback.read;
import static io.trixter.netem.nio.Loopback.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Loopback.HalfPair;
import io.trixter.netem.nio.Loopback.Pair;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProviderCloseTest {
  @RegisterExtension final Loopback loopback = new Loopback(2);

  @Test
  void closingFromAnotherThreadFailsWhatIsPending() throws Exception {
    Pair pair = loopback.pair();
    Outcome<Integer> reading = read(pair.client(), 10);
    Outcome<Integer> writing = fill(pair.client());
    pair.client().close();
    assertThat(pair.client().isOpen()).isFalse();
    assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(writing.failure()).isInstanceOf(AsynchronousCloseException.class);
    pair.client().close();
  }

  @Test
  void closingOnTheLoopFailsWhatIsPendingToo() throws IOException {
    HalfPair pair = loopback.halfPair();
    Outcome<Integer> reading = read(pair.channel(), 10);
    pair.channel()
        .write(
            ByteBuffer.allocate(1),
            null,
            new CompletionHandler<Integer, Object>() {
              @Override
              public void completed(Integer result, Object attachment) {
                try {
                  pair.channel().close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }

              @Override
              public void failed(Throwable thrown, Object attachment) {
                throw new AssertionError(thrown);
              }
            });
    assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(pair.peer().getInputStream().read(new byte[2])).isEqualTo(1);
    assertThat(pair.peer().getInputStream().read()).isEqualTo(-1);
    pair.peer().close();
  }

  @Test
  void operationsOfAClosedChannelFail() throws IOException {
    Pair pair = loopback.pair();
    AsynchronousSocketChannel closed = pair.client();
    closed.close();
    assertThat(read(closed, 1).failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(write(closed, ByteBuffer.allocate(1)).failure())
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(closed::shutdownInput).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(closed::shutdownOutput).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(closed::getLocalAddress).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(closed::getRemoteAddress).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> closed.getOption(StandardSocketOptions.TCP_NODELAY))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(closed).hasToString("LoopSocketChannel[closed]");
  }

  @Test
  void thePeerOfAClosedChannelMeetsTheEnd() throws IOException {
    Pair pair = loopback.pair();
    write(pair.client(), ByteBuffer.allocate(5)).value();
    pair.client().close();
    assertThat(read(pair.server(), 10).value()).isEqualTo(5);
    assertThat(read(pair.server(), 10).value()).isEqualTo(-1);
  }

  @Test
  void supportsLinger() throws IOException {
    AsynchronousSocketChannel channel = loopback.open();
    assertThat(channel.supportedOptions())
        .contains(
            StandardSocketOptions.SO_LINGER,
            StandardSocketOptions.TCP_NODELAY,
            StandardSocketOptions.SO_KEEPALIVE,
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_SNDBUF);
    assertThat(channel.setOption(StandardSocketOptions.SO_LINGER, 5)).isSameAs(channel);
    assertThat(channel.getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(5);
  }

  @Test
  void aLingerOfZeroAndACloseIsAReset() throws IOException {
    HalfPair pair = loopback.halfPair();
    pair.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
    pair.channel().close();
    assertReset(pair);
  }

  @Test
  void aResetIsOneForThePeerToo() throws IOException {
    for (int i = 0; i < 20; i++) {
      HalfPair pair = loopback.halfPair();
      Outcome<Integer> reading = read(pair.channel(), 10);
      ((ReactorChannel) pair.channel()).reset();
      assertReset(pair);
      assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
    }
  }

  @Test
  void aResetReachesAChannelOfTheProvider() throws IOException {
    Pair pair = loopback.pair();
    Outcome<Integer> reading = read(pair.server(), 10);
    ((ReactorChannel) pair.client()).reset();
    assertThat(reading.failure()).isInstanceOf(IOException.class).hasMessage("Connection reset");
  }

  private static void assertReset(HalfPair pair) throws IOException {
    assertThatThrownBy(() -> pair.peer().getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    pair.peer().close();
  }

  @Test
  void anAddressCanBeBoundAgainWhileOldConnectionsLinger() throws IOException {
    HalfPair pair = loopback.halfPair();
    pair.channel().close(); // the active closer is the one whose port waits
    assertThat(pair.peer().getInputStream().read()).isEqualTo(-1);
    pair.peer().close();
    var address = loopback.address();
    loopback.server.close();
    try (AsynchronousServerSocketChannel again =
        loopback.provider.openAsynchronousServerSocketChannel(loopback.group)) {
      again.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
      assertThat(again.getLocalAddress()).isEqualTo(address);
    }
  }

  @Test
  void listenersPrintTheirAddressOrThatTheyAreClosed() throws IOException {
    assertThat(loopback.server).hasToString("LoopServerChannel[" + loopback.address() + "]");
    loopback.server.close();
    assertThat(loopback.server).hasToString("LoopServerChannel[closed]");
    assertThat(loopback.open()).hasToString("LoopSocketChannel[unconnected]");
  }
}
