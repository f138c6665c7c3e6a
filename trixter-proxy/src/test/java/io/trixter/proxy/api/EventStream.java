package io.trixter.proxy.api;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A client of {@code /events}, which reads the stream of an HTTP/1.0 answer as it comes. */
final class EventStream implements AutoCloseable {
  private final Socket socket = new Socket();
  private final BufferedReader in;
  private final List<String> head = new ArrayList<>();

  /** An event, as it came. */
  record Event(String kind, long id, String data) {}

  /** Asks for {@code target} with more header lines, each ended. */
  EventStream(int port, String target, String headers) throws IOException {
    socket.connect(new java.net.InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
    socket.setSoTimeout(10_000);
    String request = "GET " + target + " HTTP/1.0\r\nHost: 127.0.0.1\r\n" + headers + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    InputStream bytes = socket.getInputStream();
    in = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    for (String line = line(); !line.isEmpty(); line = line()) {
      head.add(line);
    }
  }

  EventStream(int port) throws IOException {
    this(port, "/events", "");
  }

  int status() {
    return Integer.parseInt(head.get(0).split(" ", 3)[1]);
  }

  private String line() throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new EOFException("the stream has ended");
    }
    return line;
  }

  /** The next event; skips comments. */
  Event next() throws IOException {
    String first = line();
    while (first.isEmpty() || first.startsWith(":")) {
      first = line();
    }
    String id = line();
    String data = line();
    String end = line();
    if (!first.startsWith("event: ") || !id.startsWith("id: ") || !data.startsWith("data: ")) {
      throw new IOException("no event: " + first + " | " + id + " | " + data);
    }
    if (!end.isEmpty()) {
      throw new IOException("more than three lines: " + end);
    }
    return new Event(first.substring(7), Long.parseLong(id.substring(4)), data.substring(6));
  }

  /** The next event of a kind; skips the others. */
  Event next(String kind) throws IOException {
    return next(event -> event.kind().equals(kind));
  }

  /** The next event that is no summary. */
  Event nextButSummary() throws IOException {
    return next(event -> !event.kind().equals("summary"));
  }

  private Event next(Predicate<Event> wanted) throws IOException {
    Event event = next();
    while (!wanted.test(event)) {
      event = next();
    }
    return event;
  }

  /** Whether the server has ended the stream; reads what comes before. */
  boolean isEnded() throws IOException {
    try {
      while (in.readLine() != null) {
        // an event that came before
      }
      return true;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
