package io.trixter.proxy.api.toxiproxy;

import static io.trixter.proxy.api.toxiproxy.Server.assertError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.proxy.Await;
import io.trixter.proxy.Peer;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.api.Http;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of a proxy added, shown, changed and removed as Toxiproxy's clients do it. */
class ToxicsTest {
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server = new Server();
    server.create();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Http.Answer add(String json) throws IOException {
    return server.call("POST", "/proxies/p/toxics", json);
  }

  private SharedFault fault(String name) {
    return server.host.proxy("p").faults().find(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "latency     | 'latency':0,'jitter':0",
        "bandwidth   | 'rate':0",
        "slow_close  | 'delay':0",
        "timeout     | 'timeout':0",
        "reset_peer  | 'timeout':0",
        "slicer      | 'average_size':0,'size_variation':0,'delay':0",
        "limit_data  | 'bytes':0",
        "noop        | ``",
        "limit_time  | 'time':0",
        "reject      | 'first':0",
        "hang        | 'first':0",
        "slow_open   | 'delay':0,'first':0",
        "flap        | 'up':0,'down':0"
      })
  void knowsEachTypeWithItsDefaults(String type, String attributes) throws IOException {
    Http.Answer answer = add("{'type':'" + type + "'}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
    assertThat(answer.body())
        .isEqualTo(
            ("{'attributes':{"
                    + attributes
                    + "},'name':'"
                    + type
                    + "_downstream','type':'"
                    + type
                    + "','stream':'downstream','toxicity':1}")
                .replace('\'', '"'));
    assertThat(server.call("GET", "/proxies/p/toxics/" + type + "_downstream", "").body())
        .isEqualTo(answer.body());
    assertThat(server.call("GET", "/proxies/p/toxics", "").body())
        .isEqualTo("[" + answer.body() + "]");
    assertThat(server.call("GET", "/proxies/p", "").body())
        .endsWith("\"toxics\":[" + answer.body() + "]}");
  }

  @Test
  void refusesToChangeOrDeleteOneThatAnotherRequestHasDeletedMeanwhile() throws IOException {
    add("{'type':'latency','name':'t'}");
    SharedFault fault = fault("t");
    Supplier<Answer> update =
        new ToxicActions(server.host).update("p", "t", "{\"toxicity\":0.5}".getBytes(UTF_8));
    fault.remove();

    assertThatThrownBy(update::get).hasMessage("toxic not found");
    assertThatThrownBy(() -> ToxicActions.delete(fault))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.status()).isEqualTo(404));
  }

  @Test
  void answersWhatToxiproxysTypeDoesNotHaveOnlyWhereItIsSet() throws IOException {
    String rest =
        ",\"name\":\"bandwidth_downstream\",\"type\":\"bandwidth\",\"stream\":\"downstream\","
            + "\"toxicity\":1}";
    assertThat(add("{'type':'bandwidth','attributes':{'rate':10,'shared':1}}").body())
        .isEqualTo("{\"attributes\":{\"rate\":10,\"shared\":1}" + rest);
    String path = "/proxies/p/toxics/bandwidth_downstream";
    assertThat(server.call("PATCH", path, "{'attributes':{'shared':0}}").body())
        .isEqualTo("{\"attributes\":{\"rate\":10}" + rest);
    Http.Answer refusal = server.call("PATCH", path, "{'attributes':{'rate':11,'shared':2}}");
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.body()).contains("shared must be a whole number between 0 and 1 (got 2)");
    assertThat(server.call("GET", "/proxies", "").body())
        .contains("\"toxics\":[{\"attributes\":{\"rate\":10}" + rest + "]");
    assertThat(server.call("GET", "/catalog", "").body())
        .contains("{\"name\":\"shared\",\"unit\":\"\",\"type\":\"integer\",\"min\":0,\"max\":1,");
  }

  @Test
  void takesEveryMember() throws IOException {
    assertThat(
            add("{'name':'t','type':'latency','stream':'upstream','toxicity':0.2,"
                    + "'attributes':{'latency':100,'jitter':10}}")
                .body())
        .isEqualTo(
            "{\"attributes\":{\"latency\":100,\"jitter\":10},\"name\":\"t\",\"type\":\"latency\","
                + "\"stream\":\"upstream\",\"toxicity\":0.2}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'Type':'latency','Stream':'UpStream','Attributes':{'Latency':7,'JITTER':3}}",
        "{'type':'latency','stream':'UPSTREAM','attributes':{'latency':7.0,'jitter':0.3e1}}",
        "{'type':'latency','stream':'upstream','name':'','attributes':{'latency':7,'jitter':3,'x':''}}",
        "{'type':'latency','stream':'upstream','name':null,'toxicity':null,"
            + "'attributes':{'latency':7,'latency':null},'attributes':{'jitter':3},"
            + "'attributes':null}"
      })
  void readsForgivingly(String body) throws IOException {
    assertThat(add(body).body())
        .isEqualTo(
            "{\"attributes\":{\"latency\":7,\"jitter\":3},\"name\":\"latency_upstream\","
                + "\"type\":\"latency\",\"stream\":\"upstream\",\"toxicity\":1}");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "1.0, 1", "0.1, 0.1", "0.33333333333, 0.33333334", "5, 5", "-1, -1"})
  void writesToxicityInItsShortestForm(String given, String written) throws IOException {
    assertThat(add("{'type':'noop','toxicity':" + given + "}").body())
        .endsWith("\"toxicity\":" + written + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'nosuch'}                              | invalid toxic type",
        "{}                                             | invalid toxic type",
        "null                                           | invalid toxic type",
        "{'type':'Latency'}                             | invalid toxic type",
        "{'type':'latency','stream':'sideways'} | stream was invalid, can be either upstream or downstream",
        "{'type':'nosuch','stream':''}          | stream was invalid, can be either upstream or downstream"
      })
  void refusesWhatItDoesNotKnow(String body, String error) throws IOException {
    assertError(add(body), 400, error);
    assertThat(server.host.proxy("p").faults().list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{'type':5}",
        "{'type':'latency','toxicity':'1'}",
        "{'type':'latency','attributes':5}",
        "{'type':'latency','attributes':[]}",
        "{'type':'latency','attributes':{'latency':'100'}}",
        "{'type':'latency','attributes':{'latency':1.5}}",
        "{'type':'latency','attributes':{'latency':1e30}}",
        "{'type':'latency','attributes':{'latency':9223372036854775808}}",
        "{'type':'latency','attributes':{'latency':true}}",
        "{'type':'termination','attributes':{'probability':2}}"
      })
  void refusesABodyThatIsNone(String body) throws IOException {
    Http.Answer answer = add(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":\"bad request body: ");
    assertThat(server.host.proxy("p").faults().list()).isEmpty();
  }

  @Test
  void refusesATakenNameInEitherDirectionBeforeItLooksAtAttributes() throws IOException {
    server.toxic("{'name':'t','type':'latency','stream':'upstream'}");
    for (String stream : new String[] {"upstream", "downstream"}) {
      assertError(
          add(
              "{'name':'t','type':'slow_close','stream':'%s','attributes':{'delay':'x'}}"
                  .formatted(stream)),
          409,
          "toxic already exists");
    }
    server.toxic("{'type':'latency'}");
    server.toxic("{'type':'latency','stream':'upstream'}");
  }

  @Test
  void listsUpstreamsFirstThenInOrderOfCreation() throws IOException {
    for (String[] each :
        new String[][] {{"d1", "down"}, {"u1", "up"}, {"d2", "down"}, {"u2", "up"}}) {
      server.toxic("{'type':'noop','name':'%s','stream':'%sstream'}".formatted(each[0], each[1]));
    }
    server.call("DELETE", "/proxies/p/toxics/u1", "");
    server.toxic("{'type':'noop','name':'u1','stream':'upstream'}");

    assertThat(server.call("GET", "/proxies/p/toxics", "").body())
        .matches("\\[.*\"u2\".*\"u1\".*\"d1\".*\"d2\".*\\]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH"})
  void mergesAChange(String method) throws IOException {
    server.toxic("{'name':'t','type':'latency','attributes':{'latency':100,'jitter':5}}");

    assertThat(
            server
                .call(
                    method,
                    "/proxies/p/toxics/t",
                    "{'name':'n','type':'noop','stream':'','toxicity':0.5,"
                        + "'attributes':{'Latency':7,'jitter':null}}")
                .body())
        .isEqualTo(
            "{\"attributes\":{\"latency\":7,\"jitter\":5},\"name\":\"t\",\"type\":\"latency\","
                + "\"stream\":\"downstream\",\"toxicity\":0.5}");
    assertThat(server.call(method, "/proxies/p/toxics/t", "{'toxicity':null}").body())
        .endsWith("\"toxicity\":0.5}");
    assertThat(server.call(method, "/proxies/p/toxics/t", "{'toxicity':0}").body())
        .endsWith("\"toxicity\":0}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{'attributes':5}",
        "{'toxicity':'x','attributes':{'latency':1}}",
        "{'attributes':{'latency':7,'jitter':'x'}}",
        "{'toxicity':0.5,'attributes':{'latency':1.5}}"
      })
  void changesNothingByAWrongChange(String body) throws IOException {
    server.toxic("{'name':'t','type':'latency','attributes':{'latency':100}}");
    String before = server.call("GET", "/proxies/p/toxics/t", "").body();

    Http.Answer answer = server.call("PATCH", "/proxies/p/toxics/t", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":\"bad request body: ");
    assertThat(server.call("GET", "/proxies/p/toxics/t", "").body()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PATCH", "DELETE"})
  void doesNotFindAFaultWhateverTheBody(String method) throws IOException {
    assertError(
        server.call(method, "/proxies/p/toxics/nosuch", "nonsense"), 404, "toxic not found");
  }

  @Test
  void removesOnce() throws IOException {
    server.toxic("{'type':'noop','name':'a/b'}");

    assertThat(server.call("DELETE", "/proxies/p/toxics/a%2Fb", "").status()).isEqualTo(204);
    assertThat(fault("a/b")).isNull();
    assertError(server.call("DELETE", "/proxies/p/toxics/a%2Fb", ""), 404, "toxic not found");
  }

  @Test
  void worksOnAStoppedProxyAndOutlivesThat() throws IOException {
    server.call("POST", "/proxies/p", "{'enabled':false}");
    server.toxic("{'type':'slicer','attributes':{'average_size':10}}");
    server.call("POST", "/proxies/p", "{'enabled':true}");

    assertThat(fault("slicer_downstream").attributes()).containsEntry("average_size", 10L);
  }

  @Test
  void isInForceOnOpenConnectionsWhenTheAnswerComes() throws IOException {
    try (Peer client = Peer.connect(server.host.proxy("p"))) {
      client.roundTrip();
      server.toxic("{'type':'limit_data','attributes':{'bytes':2}}");

      client.send("four");

      assertThat(client.receiveAll()).isEqualTo("fo");
    }
  }

  @Test
  void takesTheFaultsOfTheReferenceByNameToo() throws IOException {
    assertThat(add("{'type':'corruption','attributes':{'probability':0.25}}").body())
        .startsWith("{\"attributes\":{\"probability\":0.25},\"name\":\"corruption_downstream\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "limit_time | 'time'  | 100000",
        "reject     | 'first' | 1",
        "hang       | 'first' | 1",
        "slow_open  | 'delay' | 100000",
        "flap       | 'up'    | 100000",
        "flap       | 'down'  | 100000"
      })
  void changesAndRemovesTheTypesThatToxiproxyDoesNotHave(String type, String name, long value)
      throws IOException {
    for (String stream : new String[] {"upstream", "downstream"}) {
      server.toxic("{'type':'%s','name':'t','stream':'%s'}".formatted(type, stream));
      assertThat(
              server
                  .call(
                      "PATCH",
                      "/proxies/p/toxics/t",
                      "{'attributes':{%s:%d}}".formatted(name, value))
                  .body())
          .contains((name + ":" + value).replace('\'', '"'))
          .endsWith("\"toxicity\":1}");
      assertThat(server.call("DELETE", "/proxies/p/toxics/t", "").status()).isEqualTo(204);
    }
    try (Peer client = Peer.connect(server.host.proxy("p"))) {
      client.roundTrip();
    }
  }

  @Test
  void refusesAFlapThatWouldActOnAShareOfTheConnections() throws IOException {
    String refusal = "bad request body: toxicity of flap must be 1 or more, because ";
    assertThat(add("{'type':'flap','toxicity':0.5}"))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(400))
        .satisfies(answer -> assertThat(answer.body()).contains(refusal, "(got 0.5)"));
    server.toxic("{'type':'flap','name':'t','attributes':{'up':100000}}");
    String before = server.call("GET", "/proxies/p/toxics/t", "").body();
    for (String method : new String[] {"POST", "PATCH"}) {
      Http.Answer answer =
          server.call(method, "/proxies/p/toxics/t", "{'toxicity':0,'attributes':{'up':5}}");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains(refusal, "(got 0.0)");
    }
    assertThat(server.call("GET", "/proxies/p/toxics/t", "").body()).isEqualTo(before);
  }

  @Test
  void aProxyThatIsDownByAFaultStaysEnabledAndIsUpWhenTheFaultHasGone() throws IOException {
    for (String[] removal :
        new String[][] {{"DELETE", "/proxies/p/toxics/flap_downstream"}, {"POST", "/reset"}}) {
      server.toxic("{'type':'flap','attributes':{'up':1,'down':100000}}");
      Await.until("it is down", () -> fault("flap_downstream").applied() == 1);
      assertThat(server.call("GET", "/proxies/p", "").body()).contains("\"enabled\":true");
      assertThat(server.call(removal[0], removal[1], "").status()).isEqualTo(204);
      try (Peer client = Peer.connect(server.host.proxy("p"))) {
        client.roundTrip();
      }
    }
  }
}
