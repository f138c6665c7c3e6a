package io.trixter.benchmarks;

import io.trixter.netem.Netem;
import io.trixter.netem.Stall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints how many bytes a second pass a {@link Stall} over a loopback socket, on average over 16
 * that write blocks of 64 KiB at once. Its arguments are the probability, the burst and the number
 * of seconds.
 */
public final class StallThroughput {
  private static final int STREAMS = 16;
  private static final int BLOCK = 64 << 10;

  private StallThroughput() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Stall stall = new Stall(Double.parseDouble(args[0])).burst(Long.parseLong(args[1]));
    long nanos = (long) (Double.parseDouble(args[2]) * 1e9);
    AtomicLong received = new AtomicLong();
    List<Socket> sockets = new ArrayList<>();
    long begun = System.nanoTime();
    try (ServerSocket listening = new ServerSocket(0, STREAMS, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < STREAMS; i++) {
        Socket client = new Socket(listening.getInetAddress(), listening.getLocalPort());
        Socket server = listening.accept();
        sockets.add(client);
        OutputStream out = Netem.wrap(client, stall).getOutputStream();
        start(() -> write(out));
        start(() -> read(server.getInputStream(), received));
      }
    }
    Thread.sleep(nanos / 1_000_000);
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.println(received.get() / seconds / STREAMS);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException ended) {
                // the time is over
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void write(OutputStream out) throws IOException {
    byte[] block = new byte[BLOCK];
    while (true) {
      out.write(block);
    }
  }

  private static void read(InputStream in, AtomicLong received) throws IOException {
    byte[] room = new byte[BLOCK];
    for (int n = in.read(room); n >= 0; n = in.read(room)) {
      received.addAndGet(n);
    }
  }
}
