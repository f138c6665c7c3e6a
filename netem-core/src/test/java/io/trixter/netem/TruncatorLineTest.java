package io.trixter.netem;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** The end that a {@link Truncator} makes comes behind what a delay line holds. */
class TruncatorLineTest {
  private final VirtualClock clock = new VirtualClock();
  private final Pipe pipe = Netem.pipe(clock);

  private InputStream peerOf(Truncator limit) throws IOException {
    Socket socket = Netem.wrap(pipe.client(), new DelayLine(ofMillis(50)), limit);
    socket.getOutputStream().write(new byte[] {1, 2, 3, 4, 5});
    socket.getOutputStream().write(6);
    assertThat(clock.elapsed()).isZero();
    return pipe.server().getInputStream();
  }

  @Test
  void closesBehindTheLastByte() throws IOException {
    InputStream in = peerOf(Truncator.closing(3));
    assertThat(in.readNBytes(3)).containsExactly(1, 2, 3);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(50));
    assertThat(in.read()).isEqualTo(-1);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(50));
  }

  @Test
  void resetsBehindTheLastByte() throws IOException {
    InputStream in = peerOf(Truncator.resetting(3));
    assertThatThrownBy(() -> in.readNBytes(4)).isInstanceOf(SocketException.class);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(50));
  }
}
