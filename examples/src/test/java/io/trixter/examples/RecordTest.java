package io.trixter.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trixter.netem.Corrupter;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.FaultReplay;
import io.trixter.netem.Netem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippet of docs/record.md. */
class RecordTest {
  @TempDir private Path directory;

  private static byte[] useIt(SocketFactory sockets) throws IOException {
    try (EchoServer server = new EchoServer();
        Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      for (int i = 0; i < 200; i++) {
        socket.getOutputStream().write(i);
      }
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes();
    }
  }

  @Test
  void aRunIsRepeated() throws IOException {
    Path file = directory.resolve("failed.jsonl");
    FaultRecord record = new FaultRecord();
    SocketFactory sockets =
        Netem.socketFactory(record.faults(link -> List.of(new Corrupter(0.01).onlyWrites())));
    byte[] got = useIt(sockets); // fails
    record.write(file);

    FaultReplay replay = Netem.replay(FaultRecord.read(file));
    SocketFactory again =
        Netem.socketFactory(replay.faults(link -> List.of(new Corrupter(0.01).onlyWrites())));
    assertArrayEquals(got, useIt(again)); // fails again
    assertEquals(List.of(), replay.unplaced()); // events that found no place
  }
}
