package io.trixter.proxy.api.toxiproxy;

import io.trixter.netem.Network;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.api.http.JsonProblem;
import io.trixter.proxy.fault.NetworkFaults;
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
 * @param network what its connections pass; read from a configuration file alone, null otherwise
 * @param toxics its faults; read from a configuration file alone, empty otherwise
 * @param line the line that it begins in
 */
public record ProxyRequest(
    String name,
    String listen,
    String upstream,
    Boolean enabled,
    Network network,
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
   * toxics} and {@code network}.
   */
  static List<ProxyRequest> file(byte[] content) throws JsonProblem {
    return LenientJson.readOnly(content, json -> list(json, true));
  }

  private static List<ProxyRequest> list(LenientJson json, boolean fromFile)
      throws IOException, JsonProblem {
    List<ProxyRequest> all = new ArrayList<>();
    json.elements("the JSON text", () -> all.add(read(json, fromFile)));
    return all;
  }

  private static ProxyRequest read(LenientJson json, boolean fromFile)
      throws IOException, JsonProblem {
    Members members = new Members(fromFile, json.line());
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
    private final boolean fromFile;
    private final int line;
    private final List<ToxicRequest> toxics = new ArrayList<>();
    private String name;
    private String listen;
    private String upstream;
    private Boolean enabled;
    private Network network;

    Members(boolean fromFile, int line) {
      this.fromFile = fromFile;
      this.line = line;
    }

    void take(String member, LenientJson json) throws IOException, JsonProblem {
      switch (member) {
        case "name" -> name = json.text(member, name);
        case "listen" -> listen = json.text(member, listen);
        case "upstream" -> upstream = json.text(member, upstream);
        case "enabled" -> enabled = json.bool(member, enabled);
        case "network" -> takeNetwork(json);
        case "toxics" -> takeToxics(json);
        default -> json.skip();
      }
    }

    private void takeNetwork(LenientJson json) throws IOException, JsonProblem {
      if (!fromFile) {
        json.skip();
      } else if (!json.isNull()) {
        network = network(json.text("network", null), json.line());
      }
    }

    private static Network network(String name, int line) throws JsonProblem {
      try {
        return NetworkFaults.find(name);
      } catch (IllegalArgumentException e) {
        throw new JsonProblem(e.getMessage(), line, 1);
      }
    }

    private void takeToxics(LenientJson json) throws IOException, JsonProblem {
      if (fromFile && !json.isNull()) {
        toxics.clear();
        json.elements("toxics", () -> toxics.add(ToxicRequest.read(json)));
      } else {
        json.skip();
      }
    }

    ProxyRequest request() {
      return new ProxyRequest(name, listen, upstream, enabled, network, List.copyOf(toxics), line);
    }
  }
}
