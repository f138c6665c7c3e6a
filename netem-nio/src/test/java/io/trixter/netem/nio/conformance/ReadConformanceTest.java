package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.read;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.scatter;
import static io.trixter.netem.nio.conformance.Operations.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadConformanceTest extends Conformance {
  ReadConformanceTest(SetUp setUp) {
    super(setUp, 2);
  }

  @ParameterizedTest
  @EnumSource
  void bytesComeFromThePositionOnAndTheLimitStays(ReadForm form) throws IOException {
    Pair pair = network.pair();
    ByteBuffer dst = bytes(9, 9, 9, 9, 9, 9, 9, 9).position(2).limit(7);
    Pending<? extends Number> reading = form.start(pair.server(), dst);
    Operations.write(pair.client(), bytes(1, 2, 3));
    assertThat(reading.value().longValue()).isEqualTo(3);
    assertThat(dst.position()).isEqualTo(5);
    assertThat(dst.limit()).isEqualTo(7);
    assertThat(dst.clear()).isEqualTo(bytes(9, 9, 1, 2, 3, 9, 9, 9));
  }

  @ParameterizedTest
  @EnumSource
  void atMostWhatRemainsIsReadAndTheRestStaysForTheNext(ReadForm form) throws IOException {
    Pair pair = network.pair();
    send(pair.client(), 1, 2, 3, 4, 5);
    for (int first = 1; first <= 5; first += 2) {
      ByteBuffer dst = room(6).limit(first == 5 ? 1 : 2);
      while (dst.hasRemaining()) {
        assertThat(form.start(pair.server(), dst).value().longValue()).isPositive();
      }
      assertThat(dst.flip().get(0)).isEqualTo((byte) first);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsIntoDirectBuffersAndIntoSlices(ReadForm form) throws IOException {
    Pair pair = network.pair();
    ByteBuffer slice = room(10).position(4).slice();
    for (ByteBuffer dst : new ByteBuffer[] {ByteBuffer.allocateDirect(5), slice}) {
      send(pair.client(), 7, 8);
      while (dst.position() < 2) {
        form.start(pair.server(), dst).value();
      }
      assertThat(dst.flip()).isEqualTo(bytes(7, 8));
    }
  }

  @Test
  void theHandlerGetsItsAttachment() throws IOException {
    Pair pair = network.pair();
    Outcome<Integer> reading = new Outcome<>();
    pair.server().read(room(1), "attached", reading);
    send(pair.client(), 1);
    reading.value();
    assertThat(reading.attachment()).isEqualTo("attached");
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfTheStreamIsMinusOneForEver(ReadForm form) throws IOException {
    Pair pair = network.pair();
    ByteBuffer dst = room(5).position(1).limit(4);
    Pending<? extends Number> reading = form.start(pair.server(), dst);
    pair.client().close();
    assertThat(reading.value().longValue()).isEqualTo(-1);
    assertThat(form.start(pair.server(), dst).value().longValue()).isEqualTo(-1);
    assertThat(dst.position()).isEqualTo(1);
    assertThat(dst.limit()).isEqualTo(4);
    assertThat(pair.server().isOpen()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatWasSentBeforeTheEndIsReadBeforeIt(ReadForm form) throws IOException {
    Pair pair = network.pair();
    send(pair.client(), 1, 2, 3);
    pair.client().close();
    assertThat(receive(pair.server(), 3)).isEqualTo(bytes(1, 2, 3));
    assertThat(form.start(pair.server()).value().longValue()).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource(names = "SCATTERING", mode = EnumSource.Mode.EXCLUDE)
  void aBufferWithoutRoomReadsNothingAtOnce(ReadForm form) throws IOException {
    Pair pair = network.pair();
    ByteBuffer full = room(5).position(5);
    assertThat(form.start(pair.server(), full).value().longValue()).isZero();
    send(pair.client(), 1);
    assertThat(form.start(pair.server(), full).value().longValue()).isZero();
    assertThat(full.position()).isEqualTo(5);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(1));
    pair.client().close();
    assertThat(receive(pair.server(), 1).hasRemaining()).isFalse();
    assertThat(form.start(pair.server(), room(0)).value().longValue()).isZero();
  }

  @Test
  void aBufferWithoutRoomIsNoReadUnderWay() throws IOException {
    Pair pair = network.pair();
    for (int i = 0; i < 100; i++) {
      Outcome<Integer> nothing = read(pair.server(), room(0));
      Outcome<Integer> reading = read(pair.server(), room(1));
      send(pair.client(), 1);
      assertThat(reading.value()).isEqualTo(1);
      assertThat(nothing.value()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReadOnlyBufferIsThrownBack(ReadForm form) throws IOException {
    Pair pair = network.pair();
    ByteBuffer readOnly = room(5).asReadOnlyBuffer();
    assertThatThrownBy(() -> form.start(pair.server(), readOnly))
        .isInstanceOf(IllegalArgumentException.class);
    send(pair.client(), 1);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(1));
  }

  @ParameterizedTest
  @EnumSource
  void aBufferAndAHandlerThereMustBe(ReadForm form) throws IOException {
    Pair pair = network.pair();
    assertThatThrownBy(() -> form.start(pair.server(), null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pair.server().read(room(1), null, null))
        .isInstanceOf(NullPointerException.class);
    send(pair.client(), 1);
    assertThat(form.start(pair.server()).value().longValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void oneReadIsUnderWayAtATime(ReadForm form) throws IOException {
    Pair pair = network.pair();
    Pending<? extends Number> first = form.start(pair.server());
    for (ReadForm other : ReadForm.values()) {
      assertThatThrownBy(() -> other.start(pair.server())).isInstanceOf(ReadPendingException.class);
    }
    assertThatThrownBy(() -> pair.server().read(room(0))).isInstanceOf(ReadPendingException.class);
    send(pair.client(), 1);
    assertThat(first.value().longValue()).isEqualTo(1);
    send(pair.client(), 2);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(2));
  }

  @ParameterizedTest
  @EnumSource
  void aChannelThatIsNotConnectedDoesNotRead(ReadForm form) throws IOException {
    AsynchronousSocketChannel channel = network.open();
    assertThatThrownBy(() -> form.start(channel)).isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> form.start(channel, room(0)))
        .isInstanceOf(NotYetConnectedException.class);
    assertThat(channel.isOpen()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void closingFailsTheReadUnderWayAndThoseAfter(ReadForm form) throws IOException {
    Pair pair = network.pair();
    ByteBuffer dst = room(5).position(1).limit(4);
    Pending<? extends Number> reading = form.start(pair.server(), dst);
    pair.server().close();
    assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(dst.position()).isEqualTo(1);
    assertThat(dst.limit()).isEqualTo(4);
    assertThat(form.start(pair.server()).failure()).isInstanceOf(ClosedChannelException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aResetFailsTheReadUnderWay(ReadForm form) throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = Operations.accept(network.server);
    AsynchronousSocketChannel channel;
    Pending<? extends Number> reading;
    try (Socket peer = network.knock()) {
      channel = setUp.dress(accepted.value());
      reading = form.start(channel);
      peer.setSoLinger(true, 0);
    }
    assertThat(reading.failure())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ClosedChannelException.class);
    assertThat(channel.isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4096, 100_000})
  void aLongStreamComesWholeAndInOrder(int room) throws IOException {
    Pair pair = network.pair();
    int total = room == 1 ? 2_000 : 300_000;
    Outcome<Integer> sent = Stream.send(pair.client(), total);
    Outcome<Integer> received = Stream.receive(pair.server(), room(room));
    assertThat(sent.value()).isEqualTo(total);
    assertThat(received.value()).isEqualTo(total);
  }

  @Test
  void bothDirectionsFlowAtOnce() throws IOException {
    Pair pair = network.pair();
    int total = 500_000;
    Outcome<Integer> up = Stream.receive(pair.server(), ByteBuffer.allocateDirect(30_000));
    Outcome<Integer> down = Stream.receive(pair.client(), room(20_000));
    Stream.send(pair.client(), total);
    Stream.send(pair.server(), total);
    assertThat(up.value()).isEqualTo(total);
    assertThat(down.value()).isEqualTo(total);
  }

  @Test
  void readsAreFineWhileAWriteWaits() throws Exception {
    Pair pair = network.narrowPair();
    Pending<?> writing = Operations.fill(pair.client(), WriteForm.HANDLER);
    Outcome<Integer> reading = read(pair.client(), room(5));
    send(pair.server(), 1);
    assertThat(reading.value()).isEqualTo(1);
    Outcome<Long> scattering = scatter(pair.client(), room(5));
    send(pair.server(), 1);
    assertThat(scattering.value()).isEqualTo(1);
    pair.client().close();
    assertThat(writing.failure()).isInstanceOf(AsynchronousCloseException.class);
  }
}
