package io.trixter.netem;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;

/**
 * Two sockets that are connected in memory, without a network: bounded each way, with a half-close
 * ({@link Socket#shutdownOutput()}), read timeouts, and a reset (a linger of 0, then close). Each
 * end is for a reading and a writing thread, and may be closed by any.
 *
 * @param client one end
 * @param server the other
 */
public record Pipe(Socket client, Socket server) implements Closeable {
  /** Closes both ends. */
  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}
