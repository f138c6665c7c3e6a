package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;

/** Which failures of a bind mean that the port is taken. */
class AddressInUseTest {
  private static BindException failureOfBinding(String host, int port) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      return catchThrowableOfType(
          BindException.class, () -> server.bind(new InetSocketAddress(host, port)));
    }
  }

  @Test
  void knowsAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      BindException failure = failureOfBinding("127.0.0.1", taken.getLocalPort());
      assertThat(AddressInUse.isMeantBy(failure)).isTrue();
    }
  }

  @Test
  void knowsAnAddressOfAnotherMachineFromIt() throws IOException {
    assertThat(AddressInUse.isMeantBy(failureOfBinding("203.0.113.1", 0))).isFalse();
  }
}
