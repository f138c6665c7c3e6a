package io.trixter.proxy.api;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.Platform;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.fault.Latency;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look at {@code /events}, how many at once, and when they have to go. */
class ViewersTest {
  private static final int MOST = 16;

  private final List<EventStream> looking = new ArrayList<>();
  private Lab lab;

  @BeforeEach
  void start() throws IOException {
    lab = new Lab();
  }

  @AfterEach
  void stop() throws IOException {
    for (EventStream each : looking) {
      each.close();
    }
    lab.close();
  }

  private EventStream look(String headers) throws IOException {
    EventStream events = new EventStream(lab.apiPort(), "/events", headers);
    looking.add(events);
    return events;
  }

  /** Takes each place, once those who had it before have left. */
  private void fill() throws IOException {
    while (looking.size() < MOST) {
      Await.until("there is a place", this::takesAPlace);
      assertThat(looking.get(looking.size() - 1).next().kind()).isEqualTo("summary");
    }
  }

  private boolean takesAPlace() {
    try {
      EventStream events = new EventStream(lab.apiPort(), "/events", "");
      if (events.status() == 200) {
        looking.add(events);
        return true;
      }
      events.close();
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private int status() throws IOException {
    try (EventStream one = new EventStream(lab.apiPort(), "/events", "")) {
      return one.status();
    }
  }

  @Test
  void sendsThemAsAStreamThatNobodyKeeps() throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      http.send("GET", "/events", "", new byte[0]);
      Http.Answer head = http.answer(false);

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers())
          .containsEntry("Content-Type", "text/event-stream; charset=utf-8")
          .containsEntry("Cache-Control", "no-store")
          .containsEntry("X-Content-Type-Options", "nosniff")
          .containsEntry("Transfer-Encoding", "chunked")
          .containsKey("X-Trixter-Version");
    }
  }

  @Test
  void answersHeadAtOnceAndRefusesOtherMethods() throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      Http.Answer head = http.call("HEAD", "/events", "");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers()).containsEntry("Content-Type", "text/event-stream; charset=utf-8");
      Http.Answer refused = http.call("POST", "/events", "");

      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.headers()).containsEntry("Allow", "GET, HEAD");
    }
  }

  @Test
  void areSixteenAtMostAndHoldUpNobodyElse() throws IOException {
    fill();
    Http.Answer answer = lab.call("GET", "/events", "");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("{\"error\":\"at most 16 may look at /events at once\"}");
    assertThat(lab.call("GET", "/health", "").body()).isEqualTo("ok");
    Await.until("no worker serves a viewer", () -> workersInAViewer() == 0);
  }

  private static long workersInAViewer() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> each.getKey().getName().equals("trixter-api-worker"))
        .flatMap(each -> List.of(each.getValue()).stream())
        .filter(frame -> frame.getClassName().contains("dashboard"))
        .count();
  }

  @Test
  void makeRoomForOthersWhenTheyLeave() throws IOException {
    fill();
    assertThat(status()).isEqualTo(503);
    looking.remove(3).close();

    Await.until("there is a place", this::isThereAPlace);
  }

  private boolean isThereAPlace() {
    try {
      return status() == 200;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void neverTakeMorePlacesThanThereAreWhenManyComeAndGo() throws IOException {
    for (int i = 0; i < 5 * MOST; i++) {
      Await.until("there is a place", this::isThereAPlace);
    }
    fill();
    assertThat(status()).isEqualTo(503);
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().equals(name))
        .count();
  }

  @Test
  void leaveNoThreadBehind() throws IOException {
    Await.until("those of other tests are gone", () -> threads("trixter-viewer") == 0);
    Await.until("and nobody looks", () -> threads("trixter-events") == 0);
    try (EventStream events = new EventStream(lab.apiPort())) {
      events.next();
      assertThat(threads("trixter-viewer")).isEqualTo(1);
      assertThat(threads("trixter-events")).isEqualTo(1);
    }
    Await.until("the viewer is gone", () -> threads("trixter-viewer") == 0);
    Await.until("nobody looks", () -> threads("trixter-events") == 0);
  }

  @Test
  void leaveNoDescriptorBehind() throws IOException {
    try (EventStream first = new EventStream(lab.apiPort())) {
      first.next(); // what is loaded for the first stays open
    }
    Await.until("the viewer is gone", () -> threads("trixter-viewer") == 0);
    long before = Platform.descriptors();
    fill();
    for (EventStream each : looking) {
      each.close();
    }

    Await.until("their sockets are closed", () -> Platform.descriptors() <= before);
  }

  @Test
  void endWithTheApiWhetherTheyReadOrNot() throws IOException {
    SharedFault fault =
        lab.proxy.faults().add(Latency.latency(ofMillis(1)).named("f".repeat(20_000)));
    EventStream reader = look("");
    EventStream idler = look("");
    reader.next();
    for (int i = 0; i < 1000; i++) { // 20 MB: more than the buffers of the sockets hold
      fault.set("latency", i);
    }
    lab.api.close();

    assertThat(reader.isEnded()).isTrue();
    assertThat(idler.isEnded()).isTrue();
    Await.until("their threads are gone", () -> threads("trixter-viewer") == 0);
    Await.until("nobody looks", () -> threads("trixter-events") == 0);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin: http://evil.example, 403",
    "Sec-Fetch-Site: cross-site, 403",
    "Sec-Fetch-Site: same-site, 403",
    "User-Agent: Mozilla/5.0, 403",
    "X-Trixter-Client: 1, 200",
    "Last-Event-ID: 1, 200"
  })
  void areHeldToTheRulesOfAllData(String header, int status) throws IOException {
    assertThat(look(header + "\r\n").status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Trixter-Client: 1\r\n", "Sec-Fetch-Site: same-origin\r\n"})
  void mayBeBrowsersThatProveThatTheirPageIsOurs(String proof) throws IOException {
    assertThat(look("User-Agent: Mozilla/5.0\r\n" + proof).status()).isEqualTo(200);
  }

  @Test
  void areRefusedByANameThatAStrangerCanRegister() throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      http.raw("GET /events HTTP/1.1\r\nHost: evil.example\r\nX-Trixter-Client: 1\r\n\r\n");

      assertThat(http.answer(true).status()).isEqualTo(403);
    }
  }

  @Test
  void needTheTokenWhereOneIsSet() throws IOException {
    try (Lab guarded = new Lab(new ApiOptions("s3cret", Set.of()))) {
      String ours = "X-Trixter-Client: 1\r\n";
      String token = "Authorization: Bearer s3cret\r\n";
      try (EventStream without = new EventStream(guarded.apiPort(), "/events", ours);
          EventStream inUrl = new EventStream(guarded.apiPort(), "/events?token=s3cret", ours);
          EventStream with = new EventStream(guarded.apiPort(), "/events", ours + token)) {
        assertThat(without.status()).isEqualTo(401);
        assertThat(inUrl.status()).isEqualTo(401);
        assertThat(with.status()).isEqualTo(200);
      }
    }
  }
}
