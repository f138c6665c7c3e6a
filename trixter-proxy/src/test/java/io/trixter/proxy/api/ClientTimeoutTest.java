package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a client may keep a thread waiting; the thread is this one. */
class ClientTimeoutTest {
  private static final Duration LONG_AGO = Duration.ofNanos(-1);

  private final ClientTimeout timeout = ClientTimeout.begin();

  @AfterEach
  void end() {
    timeout.end();
  }

  @Test
  void interruptsAThreadWhoseClientTakesTooLong() {
    timeout.start(LONG_AGO);
    timeout.expire(false);
    assertThat(Thread.interrupted()).isTrue();
    timeout.expire(false);
    assertThat(Thread.interrupted()).as("a second time").isFalse();
  }

  @Test
  void leavesAloneWhoseClientHasTime() {
    timeout.start(Duration.ofHours(1));
    timeout.expire(false);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void leavesAloneWhoWorks() {
    timeout.start(LONG_AGO);
    timeout.settle();
    timeout.expire(true);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void takesBackAnInterruptThatCameWhenTheWaitWasOver() {
    timeout.start(LONG_AGO);
    timeout.expire(false);
    timeout.settle();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void givesAClientTwentySecondsAndTwoMoreToSendWhatNobodyReads() {
    assertThat(ClientTimeout.REQUEST).isEqualTo(Duration.ofSeconds(20));
    assertThat(ClientTimeout.DISCARD).isLessThan(Duration.ofSeconds(2));
    assertThat(ClientTimeout.current()).isSameAs(timeout);
  }
}
