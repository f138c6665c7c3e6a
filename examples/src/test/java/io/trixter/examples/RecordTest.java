package io.trixter.examples;

import static io.trixter.proxy.fault.BitFlip.bitFlip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trixter.netem.Corrupter;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.FaultReplay;
import io.trixter.netem.Netem;
import io.trixter.netem.Shrunk;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of docs/record.md. */
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

  private static void survives(Proxy proxy) throws IOException {
    try (Socket client = new Socket(proxy.host(), proxy.port())) {
      client.getOutputStream().write(new byte[200]);
      assertArrayEquals(new byte[200], client.getInputStream().readNBytes(200));
    }
  }

  @Test
  void theRecordOfAProxyShrinks() throws IOException {
    Path file = directory.resolve("failed.jsonl");
    try (EchoServer server = new EchoServer()) {
      Trixter line = Trixter.to("localhost", server.port()).seed(42).fault(bitFlip(0.1));
      try (Proxy proxy = line.record().start()) {
        assertThrows(AssertionError.class, () -> survives(proxy));
        proxy.record().write(file);
      }
      assertEquals(1, shrunk(file, line).record().events().size());
    }
  }

  private static Shrunk shrunk(Path file, Trixter line) throws IOException {
    FaultRecord record = FaultRecord.read(file);
    return Netem.shrink(
        record,
        replay -> {
          try (Proxy proxy = line.start()) { // the proxy of the test
            proxy.proxyHost().setFaultLog(replay);
            survives(proxy); // the body of the test
          }
        });
  }
}
