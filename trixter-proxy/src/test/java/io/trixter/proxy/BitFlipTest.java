package io.trixter.proxy;

import static io.trixter.proxy.fault.BitFlip.bitFlip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.proxy.fault.FaultSpec;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Flipped bits in the proxy, over real sockets. */
class BitFlipTest {
  private static final int BYTES = 200_000;
  private static final double PROBABILITY = 0.01;

  /** What arrives of zeros on the first connection of a proxy with {@code fault}, both ways. */
  private static byte[] echoed(FaultSpec fault, int chunk) throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).start()) {
      proxy.faults().add(fault);
      try (Peer client = Peer.connect(proxy)) {
        CompletableFuture.runAsync(() -> send(client, chunk));
        byte[] got = client.receive(BYTES);
        assertThat(proxy.faults().list().get(0).applied()).isPositive();
        assertThat(client.in().available()).isZero();
        return got;
      }
    }
  }

  private static void send(Peer client, int chunk) {
    try {
      for (int left = BYTES; left > 0; left -= chunk) {
        client.send(Math.min(left, chunk));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBitOfAShareOfTheBytesIsFlippedAndNoByteIsLostOrAdded() throws IOException {
    for (FaultSpec fault :
        new FaultSpec[] {bitFlip(PROBABILITY), bitFlip(PROBABILITY).upstream()}) {
      int flips = 0;
      for (byte each : echoed(fault, 4096)) {
        assertThat(Integer.bitCount(each & 0xff)).isLessThanOrEqualTo(1);
        flips += Integer.bitCount(each & 0xff);
      }
      assertThat(flips).isBetween(1700, 2300); // 2000, give or take seven deviations
    }
  }

  @Test
  void aSeedFlipsTheSameBitsHoweverTheStreamIsCut() throws IOException {
    byte[] once = echoed(bitFlip(PROBABILITY).upstream(), BYTES);
    assertThat(echoed(bitFlip(PROBABILITY).upstream(), 777)).isEqualTo(once);
  }

  @Test
  void aProbabilityOutOfRangeIsRefused() {
    assertThatThrownBy(() -> bitFlip(1.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("probability must be between 0.0 and 1.0 (got 1.1)");
  }
}
