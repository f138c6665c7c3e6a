package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.api.EventStream.Event;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code /events} tells, over the wire. */
class EventsTest {
  private Lab lab;

  @BeforeEach
  void open() throws IOException {
    lab = new Lab();
  }

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  @Test
  void tellsOfAConnectionFromItsBeginningToItsEnd() throws IOException {
    try (EventStream events = new EventStream(lab.apiPort())) {
      assertThat(events.next().kind()).isEqualTo("summary");
      String id;
      try (Socket client = lab.client()) {
        id = lab.id(client);
      }
      Event opened = events.nextButSummary();
      assertThat(opened.kind()).isEqualTo("opened");
      assertThat(opened.data()).contains("\"proxy\":\"trixter\",\"id\":\"" + id + "\"");
      Event ended = events.nextButSummary();
      assertThat(ended.kind()).isEqualTo("ended");
      assertThat(ended.id()).isGreaterThan(opened.id());
      assertThat(ended.data())
          .contains("\"id\":\"" + id + "\"")
          .contains("\"bytes_up\":1,\"bytes_down\":1,\"cause\":\"closed\"}");
    }
  }
}
