package io.trixter.proxy.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** A client of the API, on one connection. Used by one thread at a time. */
final class Api implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Ledger ledger;
  private final Socket socket;

  Api(Ledger ledger, int port) throws IOException {
    this.ledger = ledger;
    socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  String get(String path) throws IOException {
    return call("GET", path, "", 200);
  }

  /** Calls, expects one of these statuses, and returns the body. */
  String call(String method, String path, String json, int... statuses) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    String head =
        method
            + (" " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            + (json.isEmpty() ? "" : "Content-Type: application/json\r\n")
            + ("Content-Length: " + body.length + "\r\n\r\n");
    socket.getOutputStream().write((head + json).getBytes(UTF_8));
    InputStream in = socket.getInputStream();
    int status = Integer.parseInt(line(in).split(" ")[1]);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    String answer = new String(in.readNBytes(length), UTF_8);
    for (int expected : statuses) {
      if (status == expected) {
        return answer;
      }
    }
    ledger.fail(method + " " + path + " " + json + ": " + status + " " + answer);
    return answer;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the API closed the connection");
      }
      line.write(c);
    }
    return line.toString(UTF_8).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
