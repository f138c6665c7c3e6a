package io.trixter.proxy.api;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyUpdate;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.api.EventStream.Event;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.Latency;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code /events} tells, over the wire. */
class EventsTest {
  private static final String ODD =
      "<img src=x onerror=alert(1)>\"\\\n\r\u0000\u0001\u2028\ud83d\ude00";

  private Lab lab;

  @BeforeEach
  void open() throws IOException {
    lab = new Lab();
  }

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  private EventStream events(String query) throws IOException {
    return new EventStream(lab.apiPort(), "/events" + query, "");
  }

  private static FaultSpec latency(int millis) {
    return Latency.latency(ofMillis(millis));
  }

  @Test
  void beginsWithASummaryOfWhatWasBefore() throws IOException {
    lab.proxy.faults().add(latency(1).named("slow"));
    try (Socket client = lab.client();
        EventStream events = events("")) {
      assertThat(client.isConnected()).isTrue();
      Event first = events.next();

      assertThat(first.kind()).isEqualTo("summary");
      assertThat(first.data())
          .startsWith("{\"time\":")
          .contains(
              "\"proxies\":[{\"proxy\":\"trixter\",\"open\":1,\"bytes_up\":1,\"bytes_down\":1,"
                  + "\"held_up_ms\":0,\"held_down_ms\":0,\"ended\":{\"closed\":0,\"terminated\":0,")
          .endsWith("\"faults\":{\"slow\":1}}]}");
    }
  }

  @Test
  void tellsOfAConnectionFromItsBeginningToItsEnd() throws IOException {
    try (EventStream events = events("")) {
      String id;
      String addresses;
      try (Socket client = lab.client()) {
        id = lab.id(client);
        addresses =
            ",\"downstream\":\"127.0.0.1:"
                + client.getLocalPort()
                + "\",\"upstream\":\""
                + lab.upstream.address()
                + "\"";
      }
      Event opened = events.nextButSummary();
      assertThat(opened.kind()).isEqualTo("opened");
      assertThat(opened.data())
          .matches("\\{\"time\":[0-9]{13},.*")
          .endsWith(",\"proxy\":\"trixter\",\"id\":\"" + id + "\"" + addresses + "}");
      Event ended = events.nextButSummary();
      assertThat(ended.kind()).isEqualTo("ended");
      assertThat(ended.data())
          .contains("\"id\":\"" + id + "\"" + addresses + ",\"age_ms\":")
          .endsWith(",\"bytes_up\":1,\"bytes_down\":1,\"cause\":\"closed\"}");
      assertThat(events.next("summary").data()).contains("\"ended\":{\"closed\":1,");
    }
  }

  @Test
  void tellsOfAClientWhoseUpstreamWasNotReached() throws IOException {
    lab.upstream.close();
    try (EventStream events = events("");
        Socket client = new Socket("127.0.0.1", lab.proxyPort())) {
      Event ended = events.nextButSummary();

      assertThat(ended.kind()).isEqualTo("ended");
      assertThat(ended.data())
          .contains("\"proxy\":\"trixter\",\"downstream\":\"127.0.0.1:" + client.getLocalPort())
          .contains("\",\"age_ms\":")
          .contains(",\"cause\":\"upstream_unreachable\",\"detail\":\"")
          .doesNotContain("\"id\"", "\"upstream\"", "bytes");
    }
  }

  @Test
  void tellsWhyAConnectionWasShutDown() throws IOException {
    try (EventStream events = events("");
        Socket client = lab.client()) {
      assertThat(client.isConnected()).isTrue();
      lab.proxy.shutdownAll("the <end>");

      assertThat(events.next("ended").data())
          .endsWith("\"cause\":\"shutdown\",\"detail\":\"the <end>\"}");
    }
  }

  @Test
  void tellsOfFaultsAsTheirOwnPathShowsThem() throws IOException {
    try (EventStream events = events("")) {
      lab.call("POST", "/proxies/trixter/toxics", "{\"type\":\"latency\",\"name\":\"slow\"}");
      assertFault(events.nextButSummary(), "fault-added");
      lab.call("POST", "/proxies/trixter/toxics/slow", "{\"attributes\":{\"latency\":7}}");
      Event changed = events.nextButSummary();
      assertFault(changed, "fault-changed");
      assertThat(changed.data()).contains("\"latency\":7");
      lab.call("DELETE", "/proxies/trixter/toxics/slow", "");
      Event removed = events.nextButSummary();

      assertThat(removed.kind()).isEqualTo("fault-removed");
      assertThat(removed.data()).contains("\"fault\":{").contains("\"name\":\"slow\"");
    }
  }

  private void assertFault(Event event, String kind) throws IOException {
    assertThat(event.kind()).isEqualTo(kind);
    String shown = lab.call("GET", "/proxies/trixter/toxics/slow", "").body();
    assertThat(event.data()).endsWith(",\"proxy\":\"trixter\",\"fault\":" + shown + "}");
  }

  @Test
  void tellsOfProxies() throws IOException {
    try (EventStream events = events("")) {
      Proxy added = lab.proxy.proxyHost().add(ProxyConfig.to("127.0.0.1:9").name("two").build());
      String where =
          ",\"proxy\":\"two\",\"listen\":\""
              + added.listen()
              + "\",\"upstream\":\"127.0.0.1:9\",\"enabled\":";
      Event first = events.nextButSummary();
      assertThat(first.kind()).isEqualTo("proxy-added");
      assertThat(first.data()).endsWith(where + "true}");
      added.update(new ProxyUpdate().enabled(false));
      Event changed = events.nextButSummary();
      assertThat(changed.kind()).isEqualTo("proxy-changed");
      assertThat(changed.data()).endsWith(where + "false}");
      added.close();

      assertThat(events.nextButSummary().kind()).isEqualTo("proxy-removed");
    }
  }

  @Test
  void keepsToTheProxyThatWasAskedFor() throws IOException {
    Proxy odd = lab.proxy.proxyHost().add(ProxyConfig.to("127.0.0.1:9").name("a b/+").build());
    try (EventStream events = events("?proxy=a%20b%2f%2B")) {
      assertThat(events.next().data()).contains("\"proxies\":[{\"proxy\":\"a b/+\",");
      lab.proxy.faults().add(latency(1));
      odd.faults().add(latency(2));
      Event added = events.nextButSummary();

      assertThat(added.kind()).isEqualTo("fault-added");
      assertThat(added.data()).contains("\"proxy\":\"a b/+\"");
      assertThat(events.next("summary").data()).doesNotContain("\"trixter\"");
    }
  }

  @Test
  void knowsNoProxyThatIsNotThere() throws IOException {
    Http.Answer answer = lab.call("GET", "/events?proxy=nosuch", "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"error\":\"proxy not found\"}");
    assertThat(lab.call("HEAD", "/events?proxy=nosuch", "").status()).isEqualTo(404);
  }

  @Test
  void tellsAllInItsOrderToAReaderThatKeepsUp() throws IOException {
    SharedFault fault = lab.proxy.faults().add(latency(0).named("f"));
    try (EventStream events = events("")) {
      assertThat(events.next().kind()).isEqualTo("summary");
      long id = 0;
      for (int i = 0; i < 2000; i += 100) {
        for (int j = 0; j < 100; j++) {
          fault.set("latency", i + j);
        }
        for (int j = 0; j < 100; j++) {
          Event changed = events.nextButSummary();
          assertThat(changed.kind()).isEqualTo("fault-changed");
          assertThat(changed.id()).isGreaterThan(id);
          id = changed.id();
        }
      }
      fault.remove();
      assertThat(events.nextButSummary().data()).contains("\"latency\":1999");
    }
  }

  @Test
  void tellsOfEachConnectionOfManyOnceAndInOrder() throws IOException {
    int clients = 4;
    int each = 50;
    try (EventStream events = events("")) {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        running.add(CompletableFuture.runAsync(() -> openAndClose(each)));
      }
      Set<String> open = new HashSet<>();
      for (int i = 0; i < 2 * clients * each; i++) {
        Event event = events.nextButSummary();
        String id = event.data().replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
        boolean asExpected = event.kind().equals("opened") ? open.add(id) : open.remove(id);
        assertThat(asExpected).as(event.toString()).isTrue();
      }
      assertThat(open).isEmpty();
      running.forEach(CompletableFuture::join);
    }
  }

  private void openAndClose(int times) {
    try {
      for (int i = 0; i < times; i++) {
        lab.client().close();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tellsAReaderThatDoesNotKeepUpHowManyItMissed() throws IOException {
    int changes = 1000; // of 20 KB each, which no socket's buffers hold
    SharedFault fault = lab.proxy.faults().add(latency(0).named("f".repeat(20_000)));
    try (EventStream events = events("?proxy=trixter")) {
      for (int i = 1; i <= changes; i++) {
        fault.set("latency", i);
      }
      long seen = 0;
      long dropped = 0;
      while (seen + dropped < changes) { // a summary may be among those that were dropped
        Event event = events.nextButSummary();
        if (event.kind().equals("dropped")) {
          assertThat(event.data()).matches("\\{\"time\":[0-9]{13},\"dropped\":[0-9]+}");
          dropped += Long.parseLong(event.data().replaceAll(".*:([0-9]+)}", "$1"));
        } else {
          seen++;
        }
      }
      assertThat(dropped).isPositive();
      fault.remove();
      assertThat(events.next("fault-removed").data()).contains("\"latency\":" + changes);
    }
  }

  @Test
  void writesNamesOfStrangersAsValidJson() throws IOException {
    lab.proxy.faults().add(latency(1).named(ODD));
    try (EventStream events = events("");
        Socket client = lab.client()) {
      assertThat(client.isConnected()).isTrue();
      lab.proxy.proxyHost().add(ProxyConfig.to("127.0.0.1:9").name(ODD).build()).close();
      lab.proxy.shutdownAll(ODD);

      assertThat(texts(events.next())).contains(ODD);
      assertThat(texts(events.next("proxy-added"))).contains(ODD);
      assertThat(texts(events.next("ended"))).anyMatch(text -> text.startsWith("<img src=x"));
    }
  }

  /** All names and texts of an event's data, which must be one value of JSON. */
  private static List<String> texts(Event event) throws IOException {
    List<String> texts = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(event.data())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
          texts.add(json.getText());
        }
      }
    }
    return texts;
  }
}
