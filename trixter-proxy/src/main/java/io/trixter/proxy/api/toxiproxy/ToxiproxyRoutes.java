package io.trixter.proxy.api.toxiproxy;

import com.sun.net.httpserver.Headers;
import io.trixter.proxy.api.http.Action;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.api.http.JsonWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The paths that Toxiproxy's clients use, and how their refusals are worded. */
public final class ToxiproxyRoutes {
  private final ProxyActions proxies;

  /** The paths of these proxies. */
  public ToxiproxyRoutes(ProxyActions proxies) {
    this.proxies = proxies;
  }

  /** Returns what can be done on a path, by method; empty for a path that is not one of these. */
  public Map<String, Action> methods(URI target) {
    if (!target.isAbsolute() && target.getRawAuthority() != null) {
      return Map.of(); // what follows a doubled slash was taken for a host
    }
    List<String> parts = List.of(target.getRawPath().substring(1).split("/", -1));
    return parts.size() == 1 ? collection(parts.get(0)) : Map.of();
  }

  private Map<String, Action> collection(String name) {
    return switch (name) {
      case "version" -> Map.of("GET", bodiless(ToxiproxyVersion::answer));
      case "reset" -> Map.of("POST", bodiless(proxies::reset));
      default -> Map.of();
    };
  }

  private static Action bodiless(Supplier<Answer> answer) {
    return new Action.Bodiless(answer);
  }

  /** The answer where a path has no such method; HEAD is none, though GET may be. */
  public static Answer wrongMethod(Map<String, Action> methods) {
    String allowed = String.join(", ", new TreeSet<>(methods.keySet()));
    return Answer.text(405, null, "").with("Allow", allowed);
  }

  /** The answer that says why a request was refused. */
  public static Answer refusal(ApiException refusal) {
    String body =
        new JsonWriter()
            .open()
            .field("error", refusal.getMessage())
            .field("status", refusal.status())
            .close()
            .toString();
    return refusal.answer(body + "\n");
  }

  /** Adds what every answer on these paths bears. */
  public static void stamp(Headers headers) {
    headers.set("X-Toxiproxy-Request-Id", RequestIds.next());
  }
}
