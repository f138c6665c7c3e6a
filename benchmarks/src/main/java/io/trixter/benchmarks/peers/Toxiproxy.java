package io.trixter.benchmarks.peers;

import io.trixter.benchmarks.process.Child;
import io.trixter.benchmarks.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Toxiproxy, told over REST what to do.
 *
 * @param program its server
 */
public record Toxiproxy(Path program) implements Peer {
  private static final int BYTES_PER_KB = 1000;
  private static final int OK = 200;

  @Override
  public String name() {
    return "toxiproxy";
  }

  @Override
  public String version() {
    return Versions.ask(List.of(program.toString(), "-version"));
  }

  @Override
  public boolean hasFaults() {
    return true;
  }

  @Override
  public Running start(int upstream, Faults faults) throws IOException, InterruptedException {
    int api = Ports.free();
    List<String> command = List.of(program.toString(), "-port", Integer.toString(api));
    Child child = Child.start(command, Map.of("LOG_LEVEL", "fatal"));
    try {
      Ports.awaitListening(api, child);
      return Running.once(child, configure(api, upstream, faults));
    } catch (IOException | InterruptedException e) {
      child.close();
      throw e;
    }
  }

  private static int configure(int api, int upstream, Faults faults)
      throws IOException, InterruptedException {
    int port = Ports.free();
    post(
        api,
        "/proxies",
        String.format(
            Locale.ROOT,
            "{'name':'p','listen':'127.0.0.1:%d','upstream':'127.0.0.1:%d','enabled':true}",
            port,
            upstream));
    for (String stream : List.of("upstream", "downstream")) {
      if (faults.delayMillis() > 0) {
        toxic(api, "latency", stream, "latency", faults.delayMillis());
      }
      if (faults.bytesPerSecond() > 0) {
        toxic(api, "bandwidth", stream, "rate", faults.bytesPerSecond() / BYTES_PER_KB);
      }
    }
    return port;
  }

  private static void toxic(int api, String type, String stream, String attribute, long value)
      throws IOException, InterruptedException {
    post(
        api,
        "/proxies/p/toxics",
        String.format(
            Locale.ROOT,
            "{'type':'%s','stream':'%s','attributes':{'%s':%d}}",
            type,
            stream,
            attribute,
            value));
  }

  private static void post(int api, String path, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != OK && answer.statusCode() != OK + 1) {
      throw new IOException("toxiproxy answers " + answer.statusCode() + ": " + answer.body());
    }
  }
}
