package io.trixter.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trixter.netem.ConnectFault;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Fault;
import io.trixter.netem.Netem;
import io.trixter.netem.Networks;
import io.trixter.netem.Pipe;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.VirtualClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/** The snippets of docs/library.md. */
class LibraryTest {
  private final VirtualClock clock = new VirtualClock();
  private final Pipe pipe = Netem.pipe(clock);
  private final Socket socket = pipe.client();

  @Test
  void aKnobIsSetWhileTrafficFlows() throws IOException {
    var delay = new DelayedWriter(ofMillis(25));
    var throttle = new ThrottledWriter(32 * 1024); // bytes per second
    Socket slow = Netem.wrap(socket, delay, throttle, new Terminator(0.01, 42)); // 42 is the seed
    delay.set(ofMillis(250)); // while traffic flows
    slow.getOutputStream().write('!');
    assertEquals('!', pipe.server().getInputStream().read());
    assertEquals(ofMillis(250), clock.elapsed());
  }

  @Test
  void aFaultMadeOutsideIsSharedByAllSocketsOfAFactory() throws IOException {
    SocketFactory flaky = Netem.socketFactory(link -> List.of(new Terminator(0.2)));

    ConnectFault twice = ConnectFault.refuse().first(2); // or reset(), hang(), delay(ofSeconds(3))
    SocketFactory recovering =
        Netem.socketFactory(link -> List.of(twice)); // two refusals, then all is well
    try (EchoServer server = new EchoServer()) {
      InetAddress host = InetAddress.getLoopbackAddress();
      flaky.createSocket(host, server.port()).close();
      for (int i = 0; i < 2; i++) {
        assertThrows(ConnectException.class, () -> recovering.createSocket(host, server.port()));
      }
      recovering.createSocket(host, server.port()).close();
    }
  }

  @Test
  void aConnectionEndsAfterATimeAndANetworkIsAListOfFaults() throws IOException {
    Socket brief =
        Netem.wrap(socket, Terminator.after(ofSeconds(30))); // or afterBytes, afterOperations
    Socket edge =
        Netem.wrap(socket, Networks.EDGE.faults().toArray(Fault[]::new)); // rate, loss and latency
    brief.getOutputStream().write('!');
    assertEquals('!', pipe.server().getInputStream().read());
    clock.advance(ofSeconds(31));
    assertThrows(IOException.class, () -> brief.getOutputStream().write('!'));
    edge.close();
  }
}
