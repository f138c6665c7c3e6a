package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@NeedsRing
class RingCloseTest {
  private static final int BUFFERS = 16;

  private final RingLeftovers before = RingLeftovers.count();

  RingCloseTest() throws IOException {}

  @Test
  void givesEverythingBackUnderTraffic() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (RingFixture fixture = new RingFixture(64, 256, BUFFERS)) {
        MemorySegment buffer = MemorySegment.ofBuffer(fixture.ring.buffers().buffer(0));
        assertThat(RingLeftovers.isMapped(buffer.address())).isTrue();
        int[] pair = fixture.pair();
        fixture.ring.receiveMultishot(pair[1], true, 7);
        fixture.ring.pollMultishot(pair[0], Uapi.POLLIN, 8);
        fixture.ring.acceptMultishot(fixture.listener(), 9);
        fixture.ring.submit();
        CompletableFuture<Void> traffic = sendMuch(fixture, pair[0]);
        fixture.ring.enter(1, -1);
        fixture.ring.receive(pair[0], false, 10); // queued only
        fixture.ring.close();
        assertThat(fixture.ring.inFlight()).isZero();
        assertThat(RingLeftovers.isMapped(buffer.address())).isFalse();
        Libc.shutdown(fixture.errno, pair[0], 2);
        traffic.get();
      }
    }
    before.assertNoMore();
  }

  private static CompletableFuture<Void> sendMuch(RingFixture fixture, int fd) {
    return CompletableFuture.runAsync(
        () -> {
          MemorySegment errno = Libc.newErrno(fixture.arena);
          long bytes = fixture.arena.allocate(100).address();
          while (Libc.send(errno, fd, bytes, 100, Uapi.MSG_NOSIGNAL) > 0) {
            Thread.onSpinWait();
          }
        });
  }

  @Test
  void closesWhatWasQueuedToBeClosed() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      int[] pair = fixture.pair();
      fixture.ring.close(pair[0], 7);
      fixture.closed(pair[0]);
      fixture.ring.close();
      long room = fixture.arena.allocate(1).address();
      assertThat(Libc.recv(fixture.errno, pair[1], room, 1, 0)).isZero();
    }
  }

  @Test
  void refusesUseAfterIt() throws IOException {
    RingFixture fixture = new RingFixture();
    Requests.fail(fixture.ring, 1);
    ByteBuffer buffer = fixture.ring.buffers().buffer(0);
    fixture.close();
    fixture.ring.close();
    assertThat(fixture.ring.advance()).isFalse();
    assertThatThrownBy(() -> fixture.ring.enter(0, 0)).hasMessage("the ring is closed");
    assertThatThrownBy(() -> fixture.ring.close(-1, 0)).hasMessage("the ring is closed");
    assertThatThrownBy(() -> buffer.get(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tellsOfEachCompletionThatNobodyHasSeen() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      Ring ring = fixture.ring;
      int[] pair = fixture.pair();
      ring.receive(pair[0], true, 7);
      ring.submit();
      ring.poll(pair[0], Uapi.POLLOUT, 8); // queued only
      Map<Long, Integer> told = new HashMap<>();
      ring.close(() -> told.put(ring.userData(), ring.result()));
      assertThat(told).containsOnly(entry(7L, -Errno.ECANCELED), entry(8L, Uapi.POLLOUT));
      assertThat(ring.inFlight()).isZero();
    }
  }

  @Test
  void closesARingThatWasNeverEnabled() throws IOException {
    new Ring(8, 8, 2).close();
    before.assertNoMore();
  }

  @Test
  void closesARingWhoseThreadHasEnded() throws Exception {
    Ring ring = new Ring(8, 8, 2);
    int[] descriptors = new int[1];
    Thread owner =
        new Thread(
            () -> {
              try {
                ring.enable();
                ring.pollMultishot(descriptors[0], Uapi.POLLIN, 7);
                ring.submit();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    owner.start();
    owner.join();
    ring.close();
    before.assertNoMore();
  }
}
