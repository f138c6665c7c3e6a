package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What it costs a connection to be looked at. */
class ListingTest {
  private static final int CONNECTIONS = 1_000;
  private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

  @RegisterExtension final CapturedLog log = new CapturedLog();

  @Test
  void listingIdleConnectionsCreatesNoKnobs() throws Exception {
    List<Peer> clients = new ArrayList<>();
    try (ServerSocket upstream = new ServerSocket(0, 4096, InetAddress.getByName("127.0.0.1"));
        Proxy proxy = Setup.to(new HostPort("127.0.0.1", upstream.getLocalPort())).start();
        ApiServer api = ApiServer.start(proxy, ANY_PORT, new ApiOptions())) {
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(Peer.connect(proxy));
      }
      Await.until("all are open", () -> proxy.connections().size() == CONNECTIONS);

      String list = get(api, "/connections");
      get(api, "/connections/" + proxy.connections().get(0).id());
      get(api, "/metrics");

      assertThat(list.split("\"conn_info\"")).hasSize(CONNECTIONS + 1);
      assertThat(proxy.connections()).noneMatch(Connection::hasKnobs);
    } finally {
      for (Peer client : clients) {
        client.close();
      }
    }
  }

  private static String get(ApiServer api, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://" + api.address() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }
}
