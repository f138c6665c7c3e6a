package io.trixter.proxy.demo;

import java.io.IOException;
import java.io.PrintStream;

/** Keeps one connection busy and prints its round trip whenever that changes. */
final class Playground {
  private static final long PAUSE_MILLIS = 500;

  private final PrintStream out;
  private final int port;
  private final ApiClient api;
  private final String url;
  private long shown;
  private String trouble = "";

  Playground(PrintStream out, int port, String address) {
    this.out = out;
    this.port = port;
    api = new ApiClient(address);
    url = "http://" + address;
  }

  void run() throws InterruptedException {
    boolean explained = false;
    while (true) {
      try (Client client = new Client(port)) {
        client.roundTrip();
        String id = api.idOf(client.local());
        if (!explained) {
          explain(id);
          explained = true;
        } else {
          say("connected again, id " + id);
        }
        trouble = "";
        shown = 0;
        while (true) {
          show(client.roundTrip());
          Thread.sleep(PAUSE_MILLIS);
        }
      } catch (IOException e) {
        if (!trouble.equals(e.getMessage())) {
          trouble = String.valueOf(e.getMessage());
          say("connection lost: " + trouble);
        }
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void explain(String id) {
    out.println();
    out.println(
        "  Now you. Look at what flows, and set faults by hand, in a browser: "
            + url
            + "/#trixter");
    out.println();
    out.println(
        "  Or in another terminal. One connection tells its round trip here when that changes;");
    out.println("  there are some more (_all is every connection; an id is that one):");
    out.println();
    curl("see the connections", "", "/connections", null);
    curl("make it slow", "PATCH", "/connections/" + id + "/delay", "{\"delay_ms\":250}");
    curl(
        "one way alone",
        "PATCH",
        "/connections/_all/delay",
        "{\"delay_ms\":100,\"direction\":\"upstream\"}");
    curl("fast again", "PATCH", "/connections/_all/delay", "{\"delay_ms\":0}");
    curl("starve it", "PATCH", "/connections/_all/throttle", "{\"rate_bytes\":64}");
    curl(
        "kill it by chance",
        "PATCH",
        "/connections/_all/termination",
        "{\"probability_rate\":0.1}");
    curl("kill it now", "POST", "/connections/_all/shutdown", "{\"reason\":\"curious\"}");
    curl("pull the plug", "PATCH", "/proxy", "{\"enabled\":false}");
    curl("plug it in", "PATCH", "/proxy", "{\"enabled\":true}");
    curl("see what chance did", "", "/record", null);
    curl("count", "", "/metrics", null);
    out.println("  Ctrl-C ends it.");
    out.println();
  }

  private void curl(String purpose, String method, String path, String body) {
    out.println("  # " + purpose);
    String rest = body == null ? "" : " -H 'Content-Type: application/json' -d '" + body + "'";
    out.println("  curl" + (method.isEmpty() ? "" : " -X " + method) + " " + url + path + rest);
    out.println();
  }

  private void show(long nanos) {
    if (nanos > 2 * shown + 2_000_000 || shown > 2 * nanos + 2_000_000 || shown == 0) {
      shown = nanos;
      say("round trip " + Table.millis(nanos));
    }
  }

  private void say(String what) {
    out.println("  [demo] " + what);
    out.flush();
  }
}
