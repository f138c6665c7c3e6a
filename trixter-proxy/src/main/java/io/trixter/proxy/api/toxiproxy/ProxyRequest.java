package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.api.http.JsonProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A proxy as a request or a configuration file describes it; what was left out is null.
 *
 * @param name its name
 * @param listen where it listens
 * @param upstream where its connections go
 * @param enabled whether it listens
 * @param toxics its faults; read from a configuration file alone, empty otherwise
 * @param line the line that it begins in
 */
public record ProxyRequest(
    String name,
    String listen,
    String upstream,
    Boolean enabled,
    List<ToxicRequest> toxics,
    int line) {

  /** Reads the body of a request, which may be for one proxy alone. */
  static ProxyRequest of(byte[] body) throws JsonProblem {
    return LenientJson.read(body, json -> read(json, false));
  }

  /** Reads the body of a request for several. */
  static List<ProxyRequest> list(byte[] body) throws JsonProblem {
    return LenientJson.read(body, json -> list(json, false));
  }

  /**
   * Reads a configuration file: what {@code POST /populate} takes, and for each proxy {@code
   * toxics}.
   */
  static List<ProxyRequest> file(byte[] content) throws JsonProblem {
    return LenientJson.readOnly(content, json -> list(json, true));
  }

  private static List<ProxyRequest> list(LenientJson json, boolean withToxics)
      throws IOException, JsonProblem {
    List<ProxyRequest> all = new ArrayList<>();
    json.elements("the JSON text", () -> all.add(read(json, withToxics)));
    return all;
  }

  private static ProxyRequest read(LenientJson json, boolean withToxics)
      throws IOException, JsonProblem {
    Members members = new Members(withToxics, json.line());
    json.members("a proxy", name -> members.take(name, json));
    return members.request();
  }

  /** The member that must be given and is not, or null. */
  public String missing() {
    if (name == null || name.isEmpty()) {
      return "name";
    }
    return upstream == null || upstream.isEmpty() ? "upstream" : null;
  }

  /** The proxy that this asks for; what it does not say comes from {@code template}. */
  ProxyConfig config(ProxyConfig template) {
    return template
        .edit()
        .name(name)
        .listen(listen == null ? "" : listen)
        .upstream(upstream)
        .enabled(!Boolean.FALSE.equals(enabled))
        .build();
  }

  /** What was read so far. */
  private static final class Members {
    private final boolean withToxics;
    private final int line;
    private final List<ToxicRequest> toxics = new ArrayList<>();
    private String name;
    private String listen;
    private String upstream;
    private Boolean enabled;

    Members(boolean withToxics, int line) {
      this.withToxics = withToxics;
      this.line = line;
    }

    void take(String member, LenientJson json) throws IOException, JsonProblem {
      switch (member) {
        case "name" -> name = json.text(member, name);
        case "listen" -> listen = json.text(member, listen);
        case "upstream" -> upstream = json.text(member, upstream);
        case "enabled" -> enabled = json.bool(member, enabled);
        case "toxics" -> takeToxics(json);
        default -> json.skip();
      }
    }

    private void takeToxics(LenientJson json) throws IOException, JsonProblem {
      if (withToxics && !json.isNull()) {
        toxics.clear();
        json.elements("toxics", () -> toxics.add(ToxicRequest.read(json)));
      } else {
        json.skip();
      }
    }

    ProxyRequest request() {
      return new ProxyRequest(name, listen, upstream, enabled, List.copyOf(toxics), line);
    }
  }
}
