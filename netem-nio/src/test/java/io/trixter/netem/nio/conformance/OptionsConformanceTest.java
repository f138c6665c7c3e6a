package io.trixter.netem.nio.conformance;

import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.NetworkChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsConformanceTest extends Conformance {
  private static final SocketOption<String> UNHEARD_OF =
      new SocketOption<>() {
        @Override
        public String name() {
          return "UNHEARD_OF";
        }

        @Override
        public Class<String> type() {
          return String.class;
        }
      };

  OptionsConformanceTest(SetUp setUp) {
    super(setUp, 1);
  }

  private List<AsynchronousSocketChannel> channels() throws IOException {
    Network.Pair pair = network.pair();
    return List.of(network.open(), pair.client(), pair.server());
  }

  @Test
  void supportsWhatIsDocumented() throws IOException {
    for (AsynchronousSocketChannel channel : channels()) {
      assertThat(channel.supportedOptions())
          .contains(SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_REUSEADDR, TCP_NODELAY);
    }
    assertThat(network.server.supportedOptions()).contains(SO_RCVBUF, SO_REUSEADDR);
  }

  @Test
  void everySupportedOptionCanBeRead() throws IOException {
    for (AsynchronousSocketChannel channel : channels()) {
      for (SocketOption<?> option : channel.supportedOptions()) {
        channel.getOption(option);
      }
    }
    for (SocketOption<?> option : network.openServer().supportedOptions()) {
      network.server.getOption(option);
    }
  }

  @Test
  void switchesAreSetAndRead() throws IOException {
    for (AsynchronousSocketChannel channel : channels()) {
      for (SocketOption<Boolean> option : List.of(SO_KEEPALIVE, SO_REUSEADDR, TCP_NODELAY)) {
        assertSwitches(channel, option);
      }
    }
    assertSwitches(network.openServer(), SO_REUSEADDR);
  }

  private static void assertSwitches(NetworkChannel channel, SocketOption<Boolean> option)
      throws IOException {
    for (boolean value : new boolean[] {true, false, true}) {
      assertThat(channel.setOption(option, value)).isSameAs(channel);
      assertThat(channel.getOption(option)).isEqualTo(value);
    }
  }

  @Test
  void sizesAreSetAndRead() throws IOException {
    for (AsynchronousSocketChannel channel : channels()) {
      for (SocketOption<Integer> option : List.of(SO_SNDBUF, SO_RCVBUF)) {
        assertSizes(channel, option);
      }
    }
    assertSizes(network.openServer(), SO_RCVBUF);
  }

  private static void assertSizes(NetworkChannel channel, SocketOption<Integer> option)
      throws IOException {
    assertThat(channel.setOption(option, 64 * 1024)).isSameAs(channel);
    int large = channel.getOption(option);
    channel.setOption(option, 8 * 1024);
    assertThat(channel.getOption(option)).isPositive().isLessThan(large);
  }

  @Test
  void anOptionThatIsNotSupportedIsRefused() throws IOException {
    for (NetworkChannel channel :
        List.of(network.open(), network.pair().client(), network.server)) {
      assertThat(channel.supportedOptions()).doesNotContain(UNHEARD_OF);
      assertThatThrownBy(() -> channel.setOption(UNHEARD_OF, "value"))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> channel.getOption(UNHEARD_OF))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> channel.getOption(StandardSocketOptions.IP_MULTICAST_TTL))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThatThrownBy(() -> network.server.getOption(TCP_NODELAY))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aValueThatIsNoneIsRefused() throws IOException {
    for (AsynchronousSocketChannel channel : channels()) {
      assertThatThrownBy(() -> channel.setOption(TCP_NODELAY, null))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.setOption(SO_SNDBUF, -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(channel.isOpen()).isTrue();
    }
    assertThatThrownBy(() -> network.server.setOption(SO_RCVBUF, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> network.server.setOption(SO_RCVBUF, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOptionThereMustBe() throws IOException {
    for (NetworkChannel channel :
        List.of(network.open(), network.pair().client(), network.server)) {
      assertThatThrownBy(() -> channel.setOption(null, null))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> channel.getOption(null)).isInstanceOf(NullPointerException.class);
    }
  }
}
