package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@NeedsRing
class RingQueueTest {
  @Test
  void submitsItselfWhenTheQueueIsFull() throws IOException {
    try (RingFixture fixture = new RingFixture(4, 1024, 2)) {
      Requests.fail(fixture.ring, 9);
      assertThat(fixture.ring.inFlight()).isEqualTo(9);
      assertThat(fixture.ring.enter(0, 0)).isEqualTo(9);
      assertThat(userData(fixture)).isEqualTo(upTo(9));
      assertThat(fixture.ring.inFlight()).isZero();
    }
  }

  @Test
  void findsEveryCompletionAfterTheirQueueHasOverflown() throws IOException {
    int requests = 1000;
    try (RingFixture fixture = new RingFixture(2, 2, 2)) {
      Requests.fail(fixture.ring, requests);
      List<Long> found = new ArrayList<>();
      while (found.size() < requests) {
        assertThat(fixture.ring.enter(1, -1)).isPositive();
        found.addAll(userData(fixture));
      }
      assertThat(found).isEqualTo(upTo(requests));
      assertThat(fixture.ring.enter(0, 0)).isZero();
    }
  }

  @Test
  void submitsAmidAnOverflowWithoutCompletionsBeingSeen() throws IOException {
    try (RingFixture fixture = new RingFixture(2, 2, 2);
        Socket peer = new Socket()) {
      int fd = fixture.accept(peer);
      Requests.fail(fixture.ring, 100);
      fixture.ring.submit();
      assertThat(fixture.ring.enter(2, -1)).isEqualTo(2);
      fixture.ring.close(fd, 100);
      fixture.closed(fd);
      fixture.ring.submit();
      assertThat(peer.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void keepsTheOtherCompletionsWhenTheHandlingOfOneFails() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      Requests.fail(fixture.ring, 3);
      fixture.ring.submit();
      assertThatThrownBy(
              () -> {
                while (fixture.ring.advance()) {
                  throw new IllegalStateException("a handler's");
                }
              })
          .hasMessage("a handler's");
      assertThat(userData(fixture)).containsExactly(1L, 2L);
    }
  }

  @Test
  void writesEveryFieldOfARequest() throws IOException {
    try (RingFixture fixture = new RingFixture(1, 64, 2)) {
      int[] pair = fixture.pair();
      fixture.ring.request(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
      assertThat(fixture.next(-1).result()).isNegative();
      fixture.sendNow(pair[0], (byte) 5);
      fixture.ring.receive(pair[1], false, 7);
      assertThat(fixture.bytes(fixture.next(7))).containsExactly(5);
      fixture.ring.poll(pair[0], 4, 8);
      assertThat(fixture.next(8).result()).isEqualTo(4);
    }
  }

  private static List<Long> userData(RingFixture fixture) {
    List<Long> found = new ArrayList<>();
    while (fixture.ring.advance()) {
      assertThat(fixture.ring.result()).isEqualTo(-RingFixture.EBADF);
      found.add(fixture.ring.userData());
    }
    return found;
  }

  private static List<Long> upTo(int count) {
    return LongStream.range(0, count).boxed().toList();
  }
}
