package io.trixter.proxy.api.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.fault.FaultSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A type of fault that the tests alone have: what works for ours works for it. */
class ForeignTypeTest {
  private static final String STAMP = "{'type':'stamp','attributes':{'share':1}}";

  private Server server;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new Server();
    proxy = server.create();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private String echoed() throws IOException {
    try (Peer client = Peer.connect(proxy)) {
      client.send("x");
      client.finish();
      return client.receiveAll();
    }
  }

  @Test
  void isAddedChangedAndRemovedByRest() throws IOException {
    assertThat(server.call("POST", "/proxies/p/toxics", STAMP).body())
        .isEqualTo(
            "{\"attributes\":{\"code\":33,\"share\":1},\"name\":\"stamp_downstream\","
                + "\"type\":\"stamp\",\"stream\":\"downstream\",\"toxicity\":1}");
    assertThat(echoed()).isEqualTo("!x");

    server.call("PATCH", "/proxies/p/toxics/stamp_downstream", "{'attributes':{'code':63}}");
    assertThat(echoed()).isEqualTo("?x");

    server.call("DELETE", "/proxies/p/toxics/stamp_downstream", "");
    assertThat(echoed()).isEqualTo("x");
  }

  @Test
  void keepsFractionsAndRefusesWhatIsOutOfItsRange() throws IOException {
    String body = "{'type':'stamp','attributes':{'share':0.25}}";

    assertThat(server.call("POST", "/proxies/p/toxics", body).body()).contains("\"share\":0.25");
    assertThat(server.call("POST", "/proxies/p/toxics", body.replace("0.25", "1.5")).status())
        .isEqualTo(409);
    assertThat(
            server
                .call("PATCH", "/proxies/p/toxics/stamp_downstream", "{'attributes':{'code':128}}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void isInTheCatalogueAndCounted() throws IOException {
    server.toxic(STAMP);
    echoed();

    assertThat(server.call("GET", "/catalog", "").body())
        .contains("{\"name\":\"stamp\",\"text\":", "\"min\":0,\"max\":127,\"default\":33");
    assertThat(server.call("GET", "/metrics", "").body())
        .containsPattern(
            "trixter_shared_faults_total\\{fault=\"stamp_downstream\",proxy=\"p\",type=\"stamp\"\\}"
                + " [1-9]");
  }

  @Test
  void isReadFromTheCommandLineAndFromAFile() throws Exception {
    byte[] file =
        "[{'name':'q','listen':'127.0.0.1:0','upstream':'%s','toxics':[%s]}]"
            .formatted(server.echo.address(), STAMP)
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);

    assertThat(ConfigEntry.read(file).get(0).faults())
        .singleElement()
        .hasToString(FaultSpec.parse("stamp:share=1").toString());
  }

  @Test
  void isAddedInCode() throws IOException {
    proxy.faults().add(FaultSpec.parse("stamp:share=1,code=42"));

    assertThat(echoed()).isEqualTo("*x");
  }
}
