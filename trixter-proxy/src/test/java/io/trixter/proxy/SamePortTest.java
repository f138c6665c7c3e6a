package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trixter.netem.FreePort;
import io.trixter.proxy.model.ListenException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A proxy that is to listen on other addresses of the port that it has. */
class SamePortTest {
  private final Upstream upstream;
  private final ProxyHost host;

  SamePortTest() throws IOException {
    upstream = Upstream.echo();
    host = ProxyHost.start(new HostConfig().withThreads(2));
  }

  @AfterEach
  void close() throws IOException {
    host.close();
    upstream.close();
  }

  private static InetAddress second() throws IOException {
    Platform.assumeAddress("127.0.0.2");
    return InetAddress.getByName("127.0.0.2");
  }

  private Proxy proxy() throws IOException {
    String listen = FreePort.onLoopback();
    return host.add(ProxyConfig.to(upstream.address()).listen(listen).build());
  }

  @Test
  void staysWhereItIsWhenAnotherAddressOfThePortIsTaken() throws IOException {
    Proxy proxy = proxy();
    InetAddress second = second();
    try (ServerSocket taken = new ServerSocket(proxy.port(), 1, second);
        Peer client = Peer.connect(proxy)) {
      client.roundTrip();
      for (String all : List.of("127.0.0.2:", "0.0.0.0:")) {
        assertThatExceptionOfType(ListenException.class)
            .isThrownBy(() -> proxy.update(new ProxyUpdate().listen(all + taken.getLocalPort())));
        client.roundTrip();
        assertThat(proxy.listen()).isEqualTo("127.0.0.1:" + proxy.port());
        try (Peer another = Peer.connect(proxy)) {
          another.roundTrip();
        }
      }
    }
  }

  @Test
  void refusesNoClientWhileItFindsThatAnotherHasTheWiderAddress() throws Exception {
    Proxy proxy = proxy();
    Queue<IOException> refused = new ConcurrentLinkedQueue<>();
    InetAddress second = second();
    try (ServerSocket taken = new ServerSocket(proxy.port(), 1, second)) {
      assumeTrue(
          taken.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT),
          "there is no SO_REUSEPORT");
      for (int i = 0; i < 40; i++) {
        Thread connecting = Daemon.start("connecting", () -> connectSome(proxy.address(), refused));
        assertThatExceptionOfType(ListenException.class)
            .isThrownBy(() -> proxy.update(new ProxyUpdate().listen("0.0.0.0:" + proxy.port())));
        connecting.join();
      }
    }
    assertThat(refused).isEmpty();
  }

  @Test
  void nobodyElseMayHaveThePortOfOneThatHasMovedOrFailedTo() throws IOException {
    Proxy proxy = proxy();
    InetAddress second = second();
    ServerSocket taken = new ServerSocket(proxy.port(), 1, second);
    assertThatExceptionOfType(ListenException.class)
        .isThrownBy(() -> proxy.update(new ProxyUpdate().listen("0.0.0.0:" + proxy.port())));
    taken.close();
    assertIsTaken(proxy.port());

    proxy.update(new ProxyUpdate().listen("0.0.0.0:" + proxy.port()));
    assertIsTaken(proxy.port());
  }

  private void assertIsTaken(int port) throws IOException {
    assertThatExceptionOfType(ListenException.class)
        .isThrownBy(
            () ->
                host.add(
                    ProxyConfig.to("127.0.0.1:1").name("q").listen("127.0.0.1:" + port).build()));
    try (ServerSocket stranger = new ServerSocket()) {
      if (stranger.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        stranger.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      assertThatExceptionOfType(BindException.class)
          .isThrownBy(() -> stranger.bind(new InetSocketAddress("127.0.0.1", port)));
    }
  }

  private static void connectSome(InetSocketAddress address, Queue<IOException> refused) {
    for (int i = 0; i < 5; i++) {
      try {
        Peer.connect(address).close();
      } catch (IOException e) {
        refused.add(e);
      }
    }
  }
}
