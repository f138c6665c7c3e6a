package io.trixter.proxy.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another program takes the proxy's port while the proxy is down. */
class TakenPortTest {
  private static final String UP = "{\"enabled\":true}";

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream real = System.err;

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(log, true, UTF_8));
  }

  @AfterEach
  void release() {
    System.setErr(real);
  }

  @Test
  void enablingIsAConflictThatNamesThePortAndSucceedsOnceItIsFree() throws IOException {
    try (Lab lab = new Lab()) {
      lab.call("PATCH", "/proxy", "{\"enabled\":false}");
      String why = "cannot listen on 127.0.0.1:" + lab.proxyPort() + ": Address already in use";
      try (ServerSocket thief =
          new ServerSocket(lab.proxyPort(), 1, InetAddress.getByName("127.0.0.1"))) {
        Http.Answer refused = lab.call("PATCH", "/proxy", UP);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).startsWith("{\"error\":\"" + why);
        assertThat(lab.call("GET", "/proxy", "").body()).contains("\"enabled\":false");
        assertThat(thief.isClosed()).isFalse();
      }
      assertThat(log.toString(UTF_8)).hasLineCount(1).contains(" WARN ").contains(why);

      assertThat(lab.call("PATCH", "/proxy", UP).status()).isEqualTo(202);
      try (Socket client = lab.client()) {
        assertThat(client.isConnected()).isTrue();
      }
    }
  }
}
