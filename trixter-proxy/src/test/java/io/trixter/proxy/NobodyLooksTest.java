package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** That {@code /events} costs nothing while nobody looks. */
class NobodyLooksTest {
  @Test
  void aHostHasAListenerForThoseWhoLookOnlyWhileTheyDo() throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).start();
        ApiServer api = ApiServer.start(proxy, new HostPort("127.0.0.1", 0), new ApiOptions())) {
      ProxyHost host = proxy.proxyHost();
      int before = host.listeners();
      for (int i = 0; i < 3; i++) {
        try (Peer one = look(api);
            Peer other = look(api)) {
          one.receive(1);
          other.receive(1);
          assertThat(host.listeners()).isEqualTo(before + 1);
        }
        Await.until("nobody looks", () -> host.listeners() == before);
      }
    }
  }

  private static Peer look(ApiServer api) throws IOException {
    Peer viewer = Peer.connect(HostPort.parse(api.address()).port());
    viewer.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return viewer;
  }
}
