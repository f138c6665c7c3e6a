package io.trixter.proxy.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists, sets knobs and kills by the API, and takes the proxy down and up. */
final class ApiKnobSetter extends KnobSetter {
  private static final Pattern LISTED =
      Pattern.compile("\"id\":\\s*\"([^\"]+)\",\\s*\"downstream\":\\s*\"([^\"]+)\"");
  private static final String[] READS = {"/health", "/defaults", "/proxy", "/metrics"};
  private static final String[] ALL = {"/connections/_all/", "/defaults/"};
  private static final String[] DIRECTIONS = {"upstream", "downstream"};
  private static final int SET_AT_ONCE = 20;
  private static final int KILL_ONE_IN = 20;
  private static final int KILL_ALL_ONE_IN = 2_000;
  private static final int DOWN_ONE_IN = 3_000;

  private final Api api;

  private record Listed(String id, Plan plan) {}

  ApiKnobSetter(Ledger ledger, SplittableRandom random, Api api) {
    super("soak-setter-api", ledger, random, 10);
    this.api = api;
  }

  @Override
  void act() throws IOException {
    List<Listed> open = list();
    for (int i = 0; i < Math.min(SET_AT_ONCE, open.size()); i++) {
      setOne(one(open));
    }
    setAll();
    api.get(one(READS));
    if (!open.isEmpty()) {
      api.call("GET", "/connections/" + one(open).id, "", 200, 404);
      if (random.nextInt(KILL_ONE_IN) == 0) {
        kill(one(open));
      }
    }
    if (random.nextInt(KILL_ALL_ONE_IN) == 0) {
      ledger.allKilled();
      api.call("POST", "/connections/_all/shutdown", reason("all by the API"), 202);
      ledger.allKilled();
    }
    if (random.nextInt(DOWN_ONE_IN) == 0) {
      ledger.down();
      api.call("PATCH", "/proxy", "{\"enabled\": false}", 202);
      api.call("PATCH", "/proxy", "{\"enabled\": true}", 202);
      ledger.down();
    }
  }

  private Listed one(List<Listed> open) {
    return open.get(random.nextInt(open.size()));
  }

  private List<Listed> list() throws IOException {
    List<Listed> open = new ArrayList<>();
    Matcher listed = LISTED.matcher(api.get("/connections"));
    while (listed.find()) {
      Plan plan = ledger.at(listed.group(2));
      if (plan != null) {
        open.add(new Listed(listed.group(1), plan));
      }
    }
    return open;
  }

  private void setOne(Listed listed) throws IOException {
    String direction = one(DIRECTIONS);
    Knob knob = knob();
    double value = value(knob, listed.plan, direction.equals("upstream"));
    patch("/connections/" + listed.id + "/", knob, value, direction);
  }

  private void setAll() throws IOException {
    Knob knob = knob();
    patch(one(ALL), knob, mildly(knob), one(DIRECTIONS));
  }

  private void patch(String path, Knob knob, double value, String direction) throws IOException {
    long whole = (long) value;
    String body =
        switch (knob) {
          case DELAY -> "delay {\"delay_ms\": " + whole;
          case JITTER -> "delay {\"delay_ms\": 0, \"jitter_ms\": " + whole;
          case THROTTLE -> "throttle {\"rate_bytes\": " + whole;
          case SLICE -> "slice {\"size_bytes\": " + whole;
          case TERMINATION -> "termination {\"probability_rate\": " + value;
          case CORRUPTION -> "corruption {\"probability_rate\": " + value;
        };
    String[] parts = body.split(" ", 2);
    String json = parts[1] + ", \"direction\": \"" + direction + "\"}";
    api.call("PATCH", path + parts[0], json, 202, 404);
  }

  private void kill(Listed listed) throws IOException {
    listed.plan.killed = true;
    String path = "/connections/" + listed.id + "/shutdown";
    api.call("POST", path, reason("by the API"), 202, 404);
  }

  private static String reason(String why) {
    return "{\"reason\": \"soak: " + why + "\"}";
  }
}
