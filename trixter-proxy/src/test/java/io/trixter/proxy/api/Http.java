package io.trixter.proxy.api;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A connection to the API, byte by byte: it can send what no proper client would. */
public final class Http implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;

  /**
   * An answer.
   *
   * @param status its status
   * @param headers its headers, whatever their case
   * @param body as much as its Content-Length says
   */
  public record Answer(int status, Map<String, String> headers, String body) {}

  public Http(int port) throws IOException {
    socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Sends a request with a proper head and {@code json} as its body, and reads the answer. */
  public Answer call(String method, String path, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String type = json.isEmpty() ? "" : "Content-Type: application/json\r\n";
    send(method, path, type + "Content-Length: " + body.length + "\r\n", body);
    return answer(!method.equals("HEAD"));
  }

  /** Sends a request line, a Host, further header lines and the bytes of a body. */
  public void send(String method, String path, String headers, byte[] body) throws IOException {
    raw(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n");
    socket.getOutputStream().write(body);
  }

  public void raw(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public Answer answer(boolean withBody) throws IOException {
    InputStream in = socket.getInputStream();
    String[] status = line(in).split(" ", 3);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    int length = withBody ? Integer.parseInt(headers.getOrDefault("Content-Length", "0")) : 0;
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(status[1]), headers, body);
  }

  /** So many bytes of what comes next. */
  public String body(int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }

  /** Whether the server has ended the connection; waits for it. */
  public boolean isEnded() throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
