package io.trixter.proxy.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sets each fault on, for a connection of its own, and shows what that does. */
final class Tour {
  private static final int WARM_UP = 2000;
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration ONE_SECOND = Duration.ofSeconds(1);

  private final int port;
  private final ApiClient api;
  private final Table table;

  Tour(int port, ApiClient api, Table table) {
    this.port = port;
    this.api = api;
    this.table = table;
  }

  void run() throws IOException {
    warmUp();
    table.row("fault", "round trip", "throughput", "what it does");
    table.row("-----", "----------", "----------", "------------");
    steady("none", null, "", 200, "the proxy alone");
    steady("delay 50 ms", "delay", "{\"delay_ms\":50}", 5, "each way; a stream stays fast");
    jitter();
    throttle();
    steady("slice 100 B", "slice", "{\"size_bytes\":100}", 50, "no piece is larger");
    corruption();
    termination();
    shutdown();
    outage();
  }

  private void warmUp() throws IOException {
    try (Client client = new Client(port)) {
      for (int i = 0; i < WARM_UP; i++) {
        client.roundTrip();
      }
      client.throughput(Duration.ZERO, SHORT);
    }
  }

  private void steady(String label, String fault, String body, int trips, String note)
      throws IOException {
    try (Client client = connect(fault, body)) {
      long[] times = roundTrips(client, trips);
      String rate = Table.rate(client.throughput(Duration.ZERO, SHORT));
      table.row(label, Table.millis(times[times.length / 2]), rate, note);
    }
  }

  private void jitter() throws IOException {
    try (Client client = connect("delay", "{\"delay_ms\":50,\"jitter_ms\":40}")) {
      long[] times = roundTrips(client, 8);
      String range = Table.millis(times[0]) + " - " + Table.millis(times[times.length - 1]);
      table.row("delay 50 ms, jitter 40 ms", range, "-", "uneven; the order is kept");
    }
  }

  /** Waits a second before it measures, because a token bucket starts with a second's tokens. */
  private void throttle() throws IOException {
    try (Client client = connect("throttle", "{\"rate_bytes\":2000000}")) {
      long[] times = roundTrips(client, 50);
      double rate = client.throughput(ONE_SECOND, ONE_SECOND);
      table.row(
          "throttle 2000000 B/s",
          Table.millis(times[times.length / 2]),
          Table.rate(rate),
          "small messages pass, a stream is paced");
    }
  }

  private void corruption() throws IOException {
    try (Client client = connect("corruption", "{\"probability_rate\":0.5}")) {
      int sent = 64 * 20;
      int back = client.bytesBackFor(20);
      table.row(
          "corruption 0.5",
          "-",
          "-",
          sent + " bytes sent, " + back + " came back: garbage between");
    }
  }

  private void termination() throws IOException {
    List<Integer> lives = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      try (Client client = connect("termination", "{\"probability_rate\":0.02}")) {
        lives.add(roundTripsUntilReset(client));
      }
    }
    table.row("termination 0.02", "-", "-", "reset after " + lives + " round trips");
  }

  private static int roundTripsUntilReset(Client client) {
    int trips = 0;
    try {
      for (; trips < 5000; trips++) {
        client.roundTrip();
      }
    } catch (IOException reset) {
      // what was waited for
    }
    return trips;
  }

  private void shutdown() throws IOException {
    try (Client client = new Client(port)) {
      client.roundTrip();
      api.send(
          "POST", "/connections/" + id(client) + "/shutdown", "{\"reason\":\"part of the tour\"}");
      table.row("shutdown", "-", "-", "over " + Table.millis(client.untilEnd()) + " later");
    }
  }

  private void outage() throws IOException {
    api.send("PATCH", "/proxy", "{\"enabled\":false}");
    String down = "still connects!";
    try (Client client = new Client(port)) {
      client.roundTrip();
    } catch (IOException e) {
      down = "refuses: " + e.getMessage();
    }
    api.send("PATCH", "/proxy", "{\"enabled\":true}");
    try (Client client = new Client(port)) {
      String up = Table.millis(client.roundTrip());
      table.row("proxy down, up again", up, "-", down + ", then connects");
    }
  }

  private Client connect(String fault, String body) throws IOException {
    Client client = new Client(port);
    client.roundTrip();
    if (fault != null) {
      api.send("PATCH", "/connections/" + id(client) + "/" + fault, body);
    }
    return client;
  }

  private String id(Client client) throws IOException {
    return api.idOf(client.local());
  }

  private static long[] roundTrips(Client client, int count) throws IOException {
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      times[i] = client.roundTrip();
    }
    Arrays.sort(times);
    return times;
  }
}
