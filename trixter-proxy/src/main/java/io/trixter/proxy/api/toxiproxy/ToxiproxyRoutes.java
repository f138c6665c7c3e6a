package io.trixter.proxy.api.toxiproxy;

import com.sun.net.httpserver.Headers;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.http.Action;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.api.http.JsonWriter;
import io.trixter.proxy.api.http.Paths;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** The paths that Toxiproxy's clients use, and how their refusals are worded. */
public final class ToxiproxyRoutes {
  private static final String TOXICS = "toxics";

  private final ProxyActions proxies;
  private final ToxicActions toxics;

  /**
   * The paths of a host.
   *
   * @param template the template for proxies that requests create; name, addresses and enabled come
   *     from the request
   */
  public ToxiproxyRoutes(ProxyHost host, ProxyConfig template) {
    proxies = new ProxyActions(host, new ProxyMaker(host, template));
    toxics = new ToxicActions(host);
  }

  /** Returns what can be done on a path, by method; empty for a path that is not one of these. */
  public Map<String, Action> methods(URI target) {
    List<String> parts = Paths.parts(target);
    if (parts.size() == 1) {
      return collection(parts.get(0));
    }
    boolean known = parts.size() > 1 && parts.get(0).equals("proxies") && !parts.contains("");
    return known ? ofProxies(parts.subList(1, parts.size())) : Map.of();
  }

  private Map<String, Action> ofProxies(List<String> parts) {
    if (parts.size() > 1 && !parts.get(1).equals(TOXICS)) {
      return Map.of();
    }
    String proxy = Paths.decode(parts.get(0));
    return switch (parts.size()) {
      case 1 -> ofProxy(proxy);
      case 2 -> ofToxics(proxy);
      case 3 -> ofToxic(proxy, Paths.decode(parts.get(2)));
      default -> Map.of();
    };
  }

  private Map<String, Action> collection(String name) {
    return switch (name) {
      case "version" -> Map.of("GET", bodiless(ToxiproxyVersion::answer));
      case "proxies" -> Map.of("GET", bodiless(proxies::list), "POST", body(proxies::create));
      case "populate" -> Map.of("POST", body(proxies::populate));
      case "reset" -> Map.of("POST", bodiless(proxies::reset));
      default -> Map.of();
    };
  }

  private Map<String, Action> ofProxy(String name) {
    Action update = body(bytes -> proxies.update(name, bytes));
    return Map.of(
        "GET",
        bodiless(() -> proxies.show(name)),
        "POST",
        update,
        "PATCH",
        update,
        "DELETE",
        bodiless(() -> proxies.delete(name)));
  }

  private Map<String, Action> ofToxics(String proxy) {
    return Map.of(
        "GET", bodiless(() -> toxics.list(proxy)),
        "POST", body(bytes -> toxics.create(proxy, bytes)));
  }

  private Map<String, Action> ofToxic(String proxy, String name) {
    Action update = body(bytes -> toxics.update(proxy, name, bytes));
    return Map.of(
        "GET",
        bodiless(() -> toxics.show(proxy, name)),
        "POST",
        update,
        "PATCH",
        update,
        "DELETE",
        bodiless(() -> toxics.delete(proxy, name)));
  }

  private static Action bodiless(Supplier<Answer> answer) {
    return new Action.Bodiless(answer);
  }

  private static Action body(Function<byte[], Supplier<Answer>> reader) {
    return new Action.Body(false, reader);
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
