package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HopeTest {
  private final Hope hope = new Hope();
  private int inVain;

  /** A read that fills its buffer, tried at once if that is justified; whether it was. */
  private boolean fill(boolean bytesAreThere) {
    boolean tries = hope.isJustified();
    hope.started(tries);
    if (tries && !bytesAreThere) {
      inVain++;
      hope.read(0);
    }
    hope.read(4);
    return tries;
  }

  @Test
  void aStreamOfBytesIsReadOnAtOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(fill(true)).isTrue();
    }
  }

  @Test
  void messagesAsLongAsTheBufferAreWaitedFor() {
    for (int i = 0; i < 164; i++) {
      fill(false);
    }
    assertThat(inVain).isEqualTo(4 + 160 / 16);
  }

  @Test
  void theBodyIsReadAtOnceAndTheNextHeaderIsWaitedFor() {
    for (int i = 0; i < 164; i++) {
      fill(false);
      assertThat(fill(true)).isTrue();
    }
    assertThat(inVain).isEqualTo(4 + 160 / 16);
  }

  @Test
  void aStreamIsReadOnAtOnceAgainSoonAfterItFlows() {
    for (int i = 0; i < 50; i++) {
      fill(false);
    }
    int waited = 0;
    while (!fill(true)) {
      waited++;
    }
    assertThat(waited).isLessThan(16);
    for (int i = 0; i < 100; i++) {
      assertThat(fill(true)).isTrue();
    }
  }
}
