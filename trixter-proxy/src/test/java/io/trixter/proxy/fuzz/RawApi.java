package io.trixter.proxy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Connection;
import io.trixter.proxy.api.Lab;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real API with an open connection behind it, to which any bytes can be sent. */
final class RawApi implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  final Lab lab = new Lab();
  final String id;
  private final Socket client;

  RawApi() throws IOException {
    client = lab.client();
    id = lab.id(client);
  }

  /**
   * Sends {@code bytes} and no more, and returns all that is answered until the connection ends.
   */
  String exchange(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), lab.apiPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      StringBuilder answer = new StringBuilder();
      try {
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
        byte[] room = new byte[8192];
        for (int n; (n = socket.getInputStream().read(room)) >= 0; ) {
          answer.append(new String(room, 0, n, StandardCharsets.ISO_8859_1));
        }
      } catch (SocketException reset) {
        // as good as closed
      }
      return answer.toString();
    }
  }

  /** Sends a request with a Host and, if there is a type, a body of this type. */
  String call(String method, String path, String type, byte[] body) throws IOException {
    String head =
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(
                method, path, type.isEmpty() ? "" : "Content-Type: " + type + "\r\n", body.length);
    byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[start.length + body.length];
    System.arraycopy(start, 0, request, 0, start.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    return exchange(request);
  }

  /** The statuses in what was answered. */
  static List<Integer> statuses(String answer) {
    List<Integer> statuses = new ArrayList<>();
    Matcher status = STATUS.matcher(answer);
    while (status.find()) {
      statuses.add(Integer.parseInt(status.group(1)));
    }
    return statuses;
  }

  void assertHealthy() throws IOException {
    assertThat(call("GET", "/health", "", new byte[0]))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\nok");
  }

  /** Where every knob stands. */
  String knobs() {
    StringBuilder all = new StringBuilder();
    append(all, lab.proxy.defaults());
    Connection connection = lab.proxy.connection(id);
    if (connection != null) {
      append(all, connection.knobs());
    }
    return all.toString();
  }

  private static void append(StringBuilder all, ConnectionKnobs directions) {
    append(all, directions.upstream());
    append(all, directions.downstream());
  }

  private static void append(StringBuilder all, Knobs knobs) {
    all.append(knobs.delay()).append(' ').append(knobs.jitter()).append(' ');
    all.append(knobs.throttle()).append(' ').append(knobs.slice()).append(' ');
    all.append(knobs.termination()).append(' ').append(knobs.corruption()).append('\n');
  }

  @Override
  public void close() throws IOException {
    client.close();
    lab.close();
  }
}
