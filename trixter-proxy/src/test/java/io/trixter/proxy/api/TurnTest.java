package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a client may keep a thread waiting; the thread is this one. */
class TurnTest {
  private static final Duration LONG_AGO = Duration.ofNanos(-1);

  private final Turn turn = Turn.begin();

  @AfterEach
  void end() {
    turn.end();
  }

  @Test
  void interruptsAThreadWhoseClientTakesTooLong() {
    turn.start(LONG_AGO);
    turn.expire(false);
    assertThat(Thread.interrupted()).isTrue();
    turn.expire(false);
    assertThat(Thread.interrupted()).as("a second time").isFalse();
  }

  @Test
  void leavesAloneWhoseClientHasTime() {
    turn.start(Duration.ofHours(1));
    turn.expire(false);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void leavesAloneWhoWorks() {
    turn.start(LONG_AGO);
    turn.settle();
    turn.expire(true);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void takesBackAnInterruptThatCameWhenTheWaitWasOver() {
    turn.start(LONG_AGO);
    turn.expire(false);
    turn.settle();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void givesAClientTwentySecondsAndTwoMoreToSendWhatNobodyReads() {
    assertThat(Turn.REQUEST).isEqualTo(Duration.ofSeconds(20));
    assertThat(Turn.DISCARD).isLessThan(Duration.ofSeconds(2));
    assertThat(Turn.current()).isSameAs(turn);
  }
}
