package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

@NeedsRing
class RingCancelTest {
  private static final int SOL_SOCKET = 1;
  private static final int SO_LINGER = 13;

  @Test
  void endsAConnectionWithinOneSubmit() throws IOException {
    try (RingFixture fixture = new RingFixture();
        Socket peer = new Socket()) {
      int fd = fixture.accept(peer);
      fixture.ring.receive(fd, true, 7);
      fixture.ring.poll(fd, Uapi.POLLIN, 8);
      fixture.ring.submit();
      fixture.ring.cancel(8, 9);
      cancelAndClose(fixture, fd);
      assertThat(peer.getInputStream().read()).isEqualTo(-1);
      assertThat(fixture.ring.enter(0, 0)).isEqualTo(5);
    }
  }

  @Test
  void resetsAConnectionWithinOneSubmit() throws IOException {
    try (RingFixture fixture = new RingFixture();
        Socket peer = new Socket()) {
      int fd = fixture.accept(peer);
      MemorySegment linger = fixture.arena.allocateFrom(ValueLayout.JAVA_INT, 1, 0);
      int set = Libc.setsockopt(fixture.errno, fd, SOL_SOCKET, SO_LINGER, linger.address(), 8);
      assertThat(set).isZero();
      fixture.ring.receiveMultishot(fd, true, 7);
      fixture.ring.submit();
      cancelAndClose(fixture, fd);
      assertThatThrownBy(() -> peer.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void endsManyConnectionsWithinOneSubmit() throws IOException {
    int connections = 100;
    try (RingFixture fixture = new RingFixture()) {
      Socket[] peers = new Socket[connections];
      int[] ends = new int[connections];
      for (int i = 0; i < connections; i++) {
        peers[i] = new Socket();
        ends[i] = fixture.accept(peers[i]);
        fixture.ring.receive(ends[i], true, 100 + i);
      }
      fixture.ring.submit();
      for (int i = 0; i < connections; i++) {
        fixture.ring.cancel(100 + i, 0);
        fixture.ring.close(ends[i], 0);
        fixture.closed(ends[i]);
      }
      fixture.ring.submit();
      for (Socket peer : peers) {
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
        peer.close();
      }
    }
  }

  private static void cancelAndClose(RingFixture fixture, int fd) throws IOException {
    fixture.ring.cancel(7, 9);
    fixture.ring.close(fd, 10);
    fixture.closed(fd);
    fixture.ring.submit();
  }

  @Test
  void cancelsOneRequestByItsUserData() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      int[] pair = fixture.pair();
      fixture.ring.receive(pair[1], true, 7);
      fixture.ring.poll(pair[1], Uapi.POLLIN, 8);
      fixture.ring.cancel(7, 9);
      fixture.ring.submit();
      assertThat(fixture.next(9).result()).isZero();
      assertThat(fixture.next(7).result()).isEqualTo(-Errno.ECANCELED);
      fixture.sendNow(pair[0], (byte) 1);
      assertThat(fixture.next(8).result()).isEqualTo(Uapi.POLLIN);
    }
  }

  @Test
  void saysThatThereIsNothingToCancel() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      fixture.ring.cancel(7, 9);
      assertThat(fixture.next(9).result()).isEqualTo(-RingFixture.ENOENT);
    }
  }

  @Test
  void endsAMultishotRequestForGood() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      fixture.ring.acceptMultishot(fixture.listener(), 7);
      fixture.ring.submit();
      fixture.ring.cancel(7, 9);
      fixture.next(9);
      RingFixture.Completion last = fixture.next(7);
      assertThat(last.result()).isEqualTo(-Errno.ECANCELED);
      assertThat(last.hasMore()).isFalse();
      assertThat(fixture.ring.inFlight()).isZero();
    }
  }
}
