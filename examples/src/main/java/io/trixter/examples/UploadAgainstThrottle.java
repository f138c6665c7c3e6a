package io.trixter.examples;

import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An upload over a slow line, in virtual time: the client's waits for the throttle pass at once,
 * and are counted, which tells how long a real one would take.
 */
public final class UploadAgainstThrottle {
  private static final int SIZE = 1 << 20;
  private static final int BYTES_PER_SECOND = 32 << 10;

  private UploadAgainstThrottle() {}

  /** Prints what arrived and how long it took. */
  public static void main(String[] args) throws IOException {
    VirtualClock clock = new VirtualClock();
    long start = System.nanoTime();
    try (Pipe pipe = Netem.pipe(clock);
        Socket client = Netem.wrap(pipe.client(), new ThrottledWriter(BYTES_PER_SECOND))) {
      CompletableFuture<Integer> arrived = CompletableFuture.supplyAsync(() -> count(pipe));
      client.getOutputStream().write(new byte[SIZE]);
      client.shutdownOutput();
      System.out.println("arrived: " + arrived.join() + " bytes");
    }
    // The first second's bytes go as a burst, so one second less than SIZE / BYTES_PER_SECOND.
    System.out.println("virtual time: " + clock.elapsed().toSeconds() + " s");
    Duration real = Duration.ofNanos(System.nanoTime() - start);
    System.out.println("real time: " + real.toMillis() + " ms");
  }

  private static int count(Pipe pipe) {
    try {
      return pipe.server().getInputStream().readAllBytes().length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
