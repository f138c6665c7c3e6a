package io.trixter.examples;

import static io.trixter.proxy.fault.LimitData.limitData;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A download that resumes, over connections that each end after 30 kB. What came is kept, and the
 * next request asks for the rest, with {@code Range}. Where the file may change meanwhile, {@code
 * If-Range} keeps two versions apart.
 */
public final class DownloadThatResumes {
  private static final int SIZE = 100_000;
  private static final int LIMIT = 30_000; // bytes of a connection, the head of the answer included
  private static final int ATTEMPTS = 20;

  private DownloadThatResumes() {}

  /** Prints how far each attempt came, and whether the file is whole. */
  public static void main(String[] args) throws IOException, InterruptedException {
    byte[] content = new byte[SIZE];
    new Random(42).nextBytes(content);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, content));
    server.start();
    Path file = Files.createTempFile("download", null);
    try (Proxy proxy =
        Trixter.to("127.0.0.1", server.getAddress().getPort()).fault(limitData(LIMIT)).start()) {
      download(URI.create("http://" + proxy.listen() + "/"), file);
      System.out.println("whole: " + Arrays.equals(Files.readAllBytes(file), content));
    } finally {
      server.stop(0);
      Files.delete(file);
    }
  }

  private static void download(URI uri, Path file) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    BodyHandler<Path> rest =
        head -> { // 206 is the range; 200 the whole file, from a server that knows no ranges
          boolean range = head.statusCode() == 206;
          return BodyHandlers.ofFile(file, WRITE, range ? APPEND : TRUNCATE_EXISTING).apply(head);
        };
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      String range = "bytes=" + Files.size(file) + "-";
      try {
        client.send(HttpRequest.newBuilder(uri).header("Range", range).build(), rest);
        System.out.println("attempt " + attempt + ": " + Files.size(file) + " bytes, complete");
        return;
      } catch (IOException e) {
        System.out.println("attempt " + attempt + ": " + Files.size(file) + " bytes, truncated");
      }
    }
    throw new IOException("gave up after " + ATTEMPTS + " attempts");
  }

  private static void answer(HttpExchange exchange, byte[] content) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range"); // bytes=N-
      int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      int length = content.length - from;
      String which = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
      exchange.getResponseHeaders().set("Content-Range", which);
      exchange.sendResponseHeaders(206, length);
      exchange.getResponseBody().write(content, from, length);
    }
  }
}
