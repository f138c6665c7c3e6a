package io.trixter.proxy.demo;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends the requests that the tour shows to the API, as curl would. */
final class ApiClient {
  private final String address;

  /** A client of the API at {@code address}, which is {@code ip:port}. */
  ApiClient(String address) {
    this.address = address;
  }

  /** Changes something; fails unless the API accepts it. */
  void send(String method, String path, String json) throws IOException {
    String answer = exchange(method, path, json);
    if (!answer.startsWith("HTTP/1.1 202")) {
      throw new IOException(method + " " + path + " " + json + " was answered with " + answer);
    }
  }

  /** The id of the connection that the client at {@code local} has opened. */
  String idOf(String local) throws IOException {
    String list = exchange("GET", "/connections", "");
    int at = list.indexOf("\"downstream\":\"" + local + "\"");
    int id = list.lastIndexOf("\"id\":\"", at);
    if (at < 0 || id < 0) {
      throw new IOException(local + " is not among the connections: " + list);
    }
    int start = id + "\"id\":\"".length();
    return list.substring(start, list.indexOf('"', start));
  }

  private String exchange(String method, String path, String json) throws IOException {
    int colon = address.lastIndexOf(':');
    int port = Integer.parseInt(address.substring(colon + 1));
    try (Socket socket = new Socket(address.substring(0, colon), port)) {
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      String head =
          method + " " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n";
      String entity =
          "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n" + json;
      socket.getOutputStream().write((head + entity).getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
