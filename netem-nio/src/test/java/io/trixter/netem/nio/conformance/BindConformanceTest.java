package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindConformanceTest extends Conformance {
  private static final SocketAddress STRANGE =
      new SocketAddress() {
        private static final long serialVersionUID = 1L;
      };

  BindConformanceTest(SetUp setUp) {
    super(setUp, 1);
  }

  private List<NetworkChannel> unbound() throws IOException {
    return List.of(network.open(), network.openServer());
  }

  @Test
  void bindsToTheAddressThatIsGiven() throws IOException {
    for (NetworkChannel channel : unbound()) {
      assertThat(channel.getLocalAddress()).isNull();
      assertThat(channel.bind(Network.anyPort())).isSameAs(channel);
      InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
      assertThat(bound.getAddress()).isEqualTo(Network.anyPort().getAddress());
      assertThat(bound.getPort()).isPositive();
    }
  }

  @Test
  void bindsToAnAddressOfTheSystemsChoice() throws IOException {
    for (NetworkChannel channel : unbound()) {
      channel.bind(null);
      assertThat(((InetSocketAddress) channel.getLocalAddress()).getPort()).isPositive();
    }
  }

  @Test
  void bindsOnce() throws IOException {
    for (NetworkChannel channel : unbound()) {
      channel.bind(Network.anyPort());
      SocketAddress bound = channel.getLocalAddress();
      assertThatThrownBy(() -> channel.bind(Network.anyPort()))
          .isInstanceOf(AlreadyBoundException.class);
      assertThatThrownBy(() -> channel.bind(null)).isInstanceOf(AlreadyBoundException.class);
      assertThat(channel.getLocalAddress()).isEqualTo(bound);
    }
  }

  @Test
  void aConnectedChannelIsBound() throws IOException {
    Network.Pair pair = network.pair();
    for (AsynchronousSocketChannel channel : List.of(pair.client(), pair.server())) {
      assertThatThrownBy(() -> channel.bind(null)).isInstanceOf(AlreadyBoundException.class);
    }
  }

  @Test
  void anAddressOfAnotherKindIsRefused() throws IOException {
    for (NetworkChannel channel : unbound()) {
      assertThatThrownBy(() -> channel.bind(STRANGE))
          .isInstanceOf(UnsupportedAddressTypeException.class);
      assertThat(channel.isOpen()).isTrue();
      assertThat(channel.getLocalAddress()).isNull();
    }
  }

  @Test
  void anAddressInUseIsRefused() throws IOException {
    for (NetworkChannel channel : unbound()) {
      assertThatThrownBy(() -> channel.bind(network.address())).isInstanceOf(IOException.class);
      assertThat(channel.isOpen()).isTrue();
      assertThat(channel.getLocalAddress()).isNull();
    }
  }

  @Test
  void aClosedChannelIsNotBound() throws IOException {
    for (NetworkChannel channel : unbound()) {
      channel.close();
      assertThatThrownBy(() -> channel.bind(Network.anyPort()))
          .isInstanceOf(ClosedChannelException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 100, Integer.MAX_VALUE})
  void anyBacklogDoes(int backlog) throws IOException {
    try (AsynchronousServerSocketChannel server = network.openServer()) {
      assertThat(server.bind(Network.anyPort(), backlog)).isSameAs(server);
      assertThat(connect(network.open(), server.getLocalAddress()).value()).isNull();
    }
  }
}
