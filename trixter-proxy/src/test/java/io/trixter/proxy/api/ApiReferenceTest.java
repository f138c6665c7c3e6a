package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients of the reference rely on. */
class ApiReferenceTest {
  private Lab lab;

  @BeforeEach
  void start() throws IOException {
    lab = new Lab();
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  @Test
  void isHealthy() throws IOException {
    Http.Answer answer = lab.call("GET", "/health", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
    assertThat(answer.headers()).containsEntry("Content-Type", "text/plain; charset=utf-8");
  }

  @Test
  void listsNothingWhenNothingIsOpen() throws IOException {
    Http.Answer answer = lab.call("GET", "/connections", "");

    assertThat(answer.body()).isEqualTo("[]");
    assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
  }

  @Test
  void listsAConnectionWithItsFieldsInOrder() throws IOException {
    try (Socket client = lab.client()) {
      String id = lab.id(client);
      lab.proxy.connection(id).knobs().upstream().delay().set(Duration.ofMillis(2_250));
      String local = HostPort.text((InetSocketAddress) client.getLocalSocketAddress());

      assertThat(lab.call("GET", "/connections", "").body())
          .startsWith(
              "[{\"conn_info\":{\"id\":\""
                  + id
                  + "\",\"downstream\":\""
                  + local
                  + "\",\"upstream\":\"127.0.0.1:"
                  + lab.upstream.port()
                  + "\"},\"delay\":{\"secs\":2,\"nanos\":250000000},\"throttle_rate\":0,"
                  + "\"slice_size\":0,\"terminate_probability_rate\":0.0,"
                  + "\"corrupt_probability_rate\":0.0,\"directions\":");
      assertThat(id).matches("[A-Za-z0-9_-]{21}");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delay       | {'delay_ms': 250}         | 'delay':{'secs':0,'nanos':250000000}",
        "throttle    | {'rate_bytes': 10240}     | 'throttle_rate':10240",
        "slice       | {'size_bytes': 512}       | 'slice_size':512",
        "termination | {'probability_rate': 0.05} | 'terminate_probability_rate':0.05",
        "corruption  | {'probability_rate': 1}   | 'corrupt_probability_rate':1.0"
      },
      quoteCharacter = '`')
  void showsAPatchAtOnce(String fault, String body, String shown) throws IOException {
    try (Socket client = lab.client()) {
      Http.Answer answer =
          lab.call(
              "PATCH", "/connections/" + lab.id(client) + "/" + fault, body.replace('\'', '"'));

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.body()).isEmpty();
      assertThat(lab.call("GET", "/connections", "").body()).contains(shown.replace('\'', '"'));
    }
  }

  @Test
  void shutsOneConnectionDownAndLeavesTheOthers() throws IOException {
    try (Socket one = lab.client();
        Socket other = lab.client()) {
      String path = "/connections/" + lab.id(one) + "/shutdown";

      assertThat(lab.call("POST", path, "{\"reason\":\"test teardown\"}").status()).isEqualTo(202);

      assertThat(one.getInputStream().read()).isNegative();
      assertThat(Lab.echo(other)).isPositive();
      Http.Answer again = lab.call("POST", path, "{\"reason\":\"again\"}");
      assertThat(again.status()).isEqualTo(404);
      assertThat(again.body()).isEqualTo("{\"error\":\"connection not found\"}");
    }
  }

  @Test
  void shutsAllConnectionsDownAndAgreesWhenThereIsNone() throws IOException {
    try (Socket one = lab.client();
        Socket other = lab.client()) {
      String reason = "{\"reason\":\"bye\"}";

      assertThat(lab.call("POST", "/connections/_all/shutdown", reason).status()).isEqualTo(202);

      assertThat(lab.call("GET", "/connections", "").body()).isEqualTo("[]");
      assertThat(one.getInputStream().read()).isNegative();
      assertThat(other.getInputStream().read()).isNegative();
      assertThat(lab.call("POST", "/connections/_all/shutdown", reason).status()).isEqualTo(202);
    }
  }

  @Test
  void answersHeadAsGetWithoutTheBody() throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      Http.Answer head = http.call("HEAD", "/health", "");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers()).containsEntry("Content-Length", "2");

      assertThat(http.call("HEAD", "/nosuch", "").status()).isEqualTo(404);
      assertThat(http.call("GET", "/health", "").body()).isEqualTo("ok");
    }
  }
}
