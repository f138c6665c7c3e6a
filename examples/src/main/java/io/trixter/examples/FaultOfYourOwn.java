package io.trixter.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.VirtualClock;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.trixter.proxy.fault.FaultSpec;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** {@link DelayBehind}, around a socket in virtual time and in a proxy: only COMMIT is slow. */
public final class FaultOfYourOwn {
  private static final byte[] COMMIT = "COMMIT".getBytes(US_ASCII);

  private FaultOfYourOwn() {}

  /** Prints how long two statements take without a marker, and behind one. */
  public static void main(String[] args) throws IOException {
    DynamicDuration delay = new DynamicDuration(Duration.ofSeconds(30));
    VirtualClock clock = new VirtualClock();
    try (Pipe pipe = Netem.pipe(clock);
        Socket client = Netem.wrap(pipe.client(), new DelayBehind(COMMIT, delay))) {
      client.getOutputStream().write("SELECT 1;".getBytes(US_ASCII));
      System.out.println("before, in virtual time: " + clock.elapsed().toMillis() + " ms");
      client.getOutputStream().write("COM".getBytes(US_ASCII));
      client.getOutputStream().write("MIT;SELECT 1;".getBytes(US_ASCII));
      System.out.println("behind, in virtual time: " + clock.elapsed().toMillis() + " ms");
    }
    delay.set(Duration.ofMillis(100));
    try (EchoServer server = new EchoServer();
        Proxy proxy = Trixter.to("localhost", server.port()).start();
        Socket client = new Socket(proxy.host(), proxy.port())) {
      proxy.faults().add(FaultSpec.of("commit", new DelayBehind(COMMIT, delay)).upstream());
      System.out.println("before, in a proxy: " + millis(client, "SELECT 1;") + " ms");
      System.out.println("behind, in a proxy: " + millis(client, "COMMIT;SELECT 1;") + " ms");
    }
  }

  private static long millis(Socket socket, String text) throws IOException {
    long start = System.nanoTime();
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getInputStream().readNBytes(text.length());
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }
}
