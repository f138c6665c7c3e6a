package io.trixter.proxy.api;

import io.trixter.proxy.api.dashboard.UiFiles;
import io.trixter.proxy.api.dashboard.Viewers;
import io.trixter.proxy.api.http.Action;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.api.http.Paths;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds what a request asks for: 404 for an unknown path, 405 for the wrong method on a known. */
final class Router {
  private final Actions actions;
  private final Viewers viewers;

  Router(Actions actions, Viewers viewers) {
    this.actions = actions;
    this.viewers = viewers;
  }

  Action find(String method, URI target) {
    Map<String, Action> methods = methods(target);
    if (methods.isEmpty()) {
      throw new ApiException(404, "no such path");
    }
    Action action = methods.get(method.equals("HEAD") ? "GET" : method);
    if (action == null) {
      String allowed = String.join(", ", new TreeMap<>(methods).keySet());
      throw new ApiException(
          405, "method must be one of " + allowed, "Allow", allowed.replace("GET", "GET, HEAD"));
    }
    return action;
  }

  /** A change in two steps: first the body is read whole, then it is applied. */
  private static <T> Action change(Function<JsonFields, T> read, Consumer<T> apply) {
    return body(
        fields -> {
          T wanted = read.apply(fields);
          return () -> apply.accept(wanted);
        });
  }

  private static Action body(Function<JsonFields, Runnable> reader) {
    return new Action.Body(
        true,
        bytes -> {
          Runnable change = reader.apply(JsonReader.read(bytes));
          return () -> {
            change.run();
            return Answer.accepted();
          };
        });
  }

  private Map<String, Action> methods(URI target) {
    List<String> parts = Paths.parts(target);
    if (!parts.isEmpty() && UiFiles.serve(target.getRawPath())) {
      Answer file = UiFiles.find(target.getRawPath());
      return file == null ? Map.of() : show(() -> file);
    }
    return switch (parts.size()) {
      case 1 -> collection(parts.get(0), target);
      case 2 -> member(parts.get(0), parts.get(1), target);
      case 3 ->
          parts.get(0).equals("connections") ? ofConnection(parts.get(1), parts.get(2)) : Map.of();
      default -> Map.of();
    };
  }

  private Map<String, Action> collection(String name, URI target) {
    return switch (name) {
      case "health" -> show(actions::health);
      case "connections" -> show(() -> actions.connections(Query.value(target, "proxy")));
      case "defaults" -> show(actions::defaults);
      case "proxy" ->
          Map.of(
              "GET",
              new Action.Bodiless(actions::proxy),
              "PATCH",
              change(Router::enabled, actions::enable));
      case "metrics" -> show(actions::metrics);
      case "record" -> show(actions::record);
      case "events" -> Map.of("GET", events(Query.value(target, "proxy")));
      case "catalog" -> show(actions::catalog);
      default -> Map.of();
    };
  }

  private Map<String, Action> member(String collection, String part, URI target) {
    if (collection.equals("connections") && !part.isEmpty()) {
      return show(() -> actions.connection(Paths.decode(part)));
    }
    Function<JsonFields, FaultPatch> reader =
        collection.equals("defaults") ? FaultPatch.reader(part) : null;
    return reader == null ? Map.of() : Map.of("PATCH", ofDefaults(reader, target));
  }

  private Action ofDefaults(Function<JsonFields, FaultPatch> reader, URI target) {
    return body(
        fields -> {
          FaultPatch patch = reader.apply(fields);
          boolean open = Query.flag(target, "open");
          return () -> actions.setDefaults(patch, open);
        });
  }

  private Map<String, Action> ofConnection(String id, String part) {
    Function<JsonFields, FaultPatch> reader = FaultPatch.reader(part);
    if (id.isEmpty()) {
      return Map.of();
    }
    if (reader != null) {
      return Map.of("PATCH", change(reader, patch -> actions.set(Paths.decode(id), patch)));
    }
    return part.equals("shutdown")
        ? Map.of(
            "POST", change(Router::reason, reason -> actions.shutdown(Paths.decode(id), reason)))
        : Map.of();
  }

  private static Map<String, Action> show(Supplier<Answer> answer) {
    return Map.of("GET", new Action.Bodiless(answer));
  }

  private Action events(String proxy) {
    return new Action.Stream(exchange -> viewers.open(exchange, proxy));
  }

  private static boolean enabled(JsonFields fields) {
    boolean enabled = fields.bool("enabled");
    fields.only("enabled");
    return enabled;
  }

  private static String reason(JsonFields fields) {
    String reason = fields.string("reason");
    fields.only("reason");
    return reason;
  }
}
