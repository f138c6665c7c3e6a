package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.ring.RingFixture.Completion;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

@NeedsRing
class RingEchoTest {
  private static final long ACCEPT = 1L << 32;
  private static final long CONNECT = 2L << 32;
  private static final long SERVER_RECEIVE = 3L << 32;
  private static final long CLIENT_RECEIVE = 4L << 32;
  private static final long SERVER_SEND = 5L << 32;
  private static final long CLIENT_SEND = 6L << 32;
  private static final long KIND = -1L << 32;

  private static final int CONNECTIONS = 8;
  private static final int ROUND_TRIPS = 200;
  private static final int MESSAGE_BYTES = 300;

  @Test
  void echoesOverManyConnectionsByNothingButTheRing() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      Echo echo = new Echo(fixture);
      echo.start();
      while (echo.ended < CONNECTIONS) {
        echo.handle(fixture.next());
      }
      assertThat(echo.failures).isEmpty();
    }
  }

  /** Servers that receive by multishot, and clients that receive once for each answer. */
  private static final class Echo {
    private final RingFixture fixture;
    private final Ring ring;
    private final MemorySegment slots;
    private final int[] roundTrips = new int[1024];
    private final int[] awaited = new int[1024];
    private final StringBuilder failures = new StringBuilder();
    private int ended;

    Echo(RingFixture fixture) {
      this.fixture = fixture;
      this.ring = fixture.ring;
      this.slots = fixture.arena.allocate(1024L * BufferRing.BUFFER_BYTES);
    }

    void start() {
      int listener = fixture.listener();
      ring.acceptMultishot(listener, ACCEPT);
      for (int i = 0; i < CONNECTIONS; i++) {
        int client = fixture.socket();
        fixture.connect(client, fixture.port(listener), CONNECT | client);
      }
    }

    void handle(Completion completion) {
      if (completion.result() < 0) {
        failures.append(completion);
        ended = CONNECTIONS;
        return;
      }
      int fd = (int) completion.userData();
      long kind = completion.userData() & KIND;
      if (kind == ACCEPT) {
        ring.receiveMultishot(
            fixture.closeLater(completion.result()), true, SERVER_RECEIVE | completion.result());
      } else if (kind == CONNECT) {
        ask(fd);
      } else if (kind == SERVER_RECEIVE) {
        answer(fd, completion);
      } else if (kind == CLIENT_RECEIVE) {
        check(fd, fixture.bytes(completion));
      }
    }

    private ByteBuffer slot(int fd) {
      return slots
          .asSlice((long) fd * BufferRing.BUFFER_BYTES, BufferRing.BUFFER_BYTES)
          .asByteBuffer();
    }

    private void send(int fd, byte[] bytes, long kind) {
      slot(fd).put(bytes);
      long address = slots.address() + (long) fd * BufferRing.BUFFER_BYTES;
      ring.send(fd, address, bytes.length, kind | fd);
    }

    private void ask(int fd) {
      byte[] message = new byte[MESSAGE_BYTES];
      Arrays.fill(message, (byte) roundTrips[fd]);
      awaited[fd] = MESSAGE_BYTES;
      send(fd, message, CLIENT_SEND);
      ring.receive(fd, true, CLIENT_RECEIVE | fd);
    }

    private void answer(int fd, Completion completion) {
      if (completion.result() == 0) {
        assertThat(completion.hasMore()).isFalse();
        ended++;
      } else {
        send(fd, fixture.bytes(completion), SERVER_SEND);
      }
    }

    private void check(int fd, byte[] bytes) {
      assertThat(bytes).containsOnly((byte) roundTrips[fd]);
      awaited[fd] -= bytes.length;
      if (awaited[fd] > 0) {
        ring.receive(fd, false, CLIENT_RECEIVE | fd);
      } else if (++roundTrips[fd] < ROUND_TRIPS) {
        ask(fd);
      } else {
        Libc.shutdown(fixture.errno, fd, 1);
      }
    }
  }

  @Test
  void receivesBytesThatWereThereBefore() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      int[] pair = fixture.pair();
      fixture.sendNow(pair[0], (byte) 1, (byte) 2);
      fixture.ring.receive(pair[1], false, 7);
      assertThat(fixture.bytes(fixture.next(7))).containsExactly(1, 2);
    }
  }

  @Test
  void pollsOnce() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      int[] pair = fixture.pair();
      fixture.ring.poll(pair[1], Uapi.POLLIN, 7);
      fixture.ring.submit();
      assertThat(fixture.ring.advance()).isFalse();
      fixture.sendNow(pair[0], (byte) 1);
      Completion completion = fixture.next(7);
      assertThat(completion.result()).isEqualTo(Uapi.POLLIN);
      assertThat(completion.hasMore()).isFalse();
    }
  }

  @Test
  void reportsARefusedConnectAsTheSystemCallWould() throws IOException {
    try (RingFixture fixture = new RingFixture()) {
      int listener = fixture.listener();
      int port = fixture.port(listener);
      Libc.close(fixture.errno, listener);
      fixture.closed(listener);
      fixture.connect(fixture.socket(), port, 7);
      assertThat(fixture.next(7).result()).isEqualTo(-Errno.ECONNREFUSED);
    }
  }
}
