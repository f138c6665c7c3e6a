package io.trixter.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.VirtualClock;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FirstTest {
  @Test
  void theClientGivesUpAfterOneSecond() throws IOException {
    VirtualClock clock = new VirtualClock(); // 30 s of latency, and the test takes no time
    try (Pipe pipe = Netem.pipe(clock)) {
      Socket socket = Netem.wrap(pipe.client(), new DelayedReader(Duration.ofSeconds(30)));
      socket.setSoTimeout(1_000);
      pipe.server().getOutputStream().write('!');
      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
      assertEquals(Duration.ofSeconds(1), clock.elapsed());
    }
  }
}
