package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.fill;
import static io.trixter.netem.nio.conformance.Operations.read;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.send;
import static io.trixter.netem.nio.conformance.Operations.write;
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
import java.nio.channels.WritePendingException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WriteConformanceTest extends Conformance {
  private static final Duration MOMENT = Duration.ofNanos(100_000);

  WriteConformanceTest(SetUp setUp) {
    super(setUp, 2);
  }

  @ParameterizedTest
  @EnumSource
  void bytesGoFromThePositionOnAndTheLimitStays(WriteForm form) throws IOException {
    Pair pair = network.pair();
    ByteBuffer src = bytes(9, 9, 1, 2, 3, 9, 9).position(2).limit(5);
    while (src.hasRemaining()) {
      int before = src.position();
      long written = form.start(pair.client(), src).value().longValue();
      assertThat(written).isPositive();
      assertThat(src.position()).isEqualTo(before + (int) written);
    }
    assertThat(src.limit()).isEqualTo(5);
    assertThat(receive(pair.server(), 3)).isEqualTo(bytes(1, 2, 3));
    assertThat(src.clear()).isEqualTo(bytes(9, 9, 1, 2, 3, 9, 9));
  }

  @ParameterizedTest
  @EnumSource
  void writesOutOfDirectBuffersSlicesAndReadOnlyOnes(WriteForm form) throws IOException {
    Pair pair = network.pair();
    ByteBuffer direct = ByteBuffer.allocateDirect(2).put(bytes(7, 8)).flip();
    ByteBuffer slice = bytes(0, 0, 7, 8).position(2).slice();
    ByteBuffer readOnly = bytes(7, 8).asReadOnlyBuffer();
    for (ByteBuffer src : new ByteBuffer[] {direct, slice, readOnly}) {
      while (src.hasRemaining()) {
        form.start(pair.client(), src).value();
      }
      assertThat(receive(pair.server(), 2)).isEqualTo(bytes(7, 8));
    }
  }

  @Test
  void theHandlerGetsItsAttachment() throws IOException {
    Outcome<Integer> writing = new Outcome<>();
    network.pair().client().write(room(1), "attached", writing);
    writing.value();
    assertThat(writing.attachment()).isEqualTo("attached");
  }

  @ParameterizedTest
  @EnumSource
  void aBufferWithNothingInItWritesNothing(WriteForm form) throws IOException {
    Pair pair = network.pair();
    ByteBuffer empty = room(5).position(5);
    assertThat(form.start(pair.client(), empty).value().longValue()).isZero();
    assertThat(empty.position()).isEqualTo(5);
    send(pair.client(), 1);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(1));
  }

  @Test
  void aBufferWithNothingInItIsNoWriteUnderWay() throws IOException {
    Pair pair = network.pair();
    for (int i = 0; i < 100; i++) {
      Outcome<Integer> nothing = write(pair.client(), room(0));
      assertThat(write(pair.client(), bytes(1)).value()).isEqualTo(1);
      assertThat(nothing.value()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBufferAndAHandlerThereMustBe(WriteForm form) throws IOException {
    Pair pair = network.pair();
    if (form != WriteForm.GATHERING) { // the JDK hands that one to the handler
      assertThatThrownBy(() -> form.start(pair.client(), null))
          .isInstanceOf(NullPointerException.class);
    }
    assertThatThrownBy(() -> pair.client().write(room(1), null, null))
        .isInstanceOf(NullPointerException.class);
    assertThat(form.start(pair.client(), room(1)).value().longValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void oneWriteIsUnderWayAtATimeAndFailsWhenTheChannelCloses(WriteForm form) throws Exception {
    Pair pair = network.narrowPair();
    Pending<?> first = fill(pair.client(), form);
    for (WriteForm other : WriteForm.values()) {
      assertThatThrownBy(() -> other.start(pair.client()))
          .isInstanceOf(WritePendingException.class);
    }
    assertThatThrownBy(() -> pair.client().write(room(0)))
        .isInstanceOf(WritePendingException.class);
    pair.client().close();
    assertThat(first.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void aWriteThatWaitedGoesOnWhenThePeerReads() throws Exception {
    Pair pair = network.narrowPair();
    Pending<?> waits = fill(pair.client(), WriteForm.HANDLER);
    Outcome<Integer> reads = read(pair.server(), room(1000));
    while (!waits.endsWithin(MOMENT)) { // its handler may hear late that it went on
      if (reads.endsWithin(Duration.ZERO)) {
        reads = read(pair.server(), room(1000));
      }
    }
    assertThat(waits.value()).isNotEqualTo(0);
    assertThat(write(pair.client(), room(0)).value()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aChannelThatIsNotConnectedDoesNotWrite(WriteForm form) throws IOException {
    AsynchronousSocketChannel channel = network.open();
    assertThatThrownBy(() -> form.start(channel)).isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> form.start(channel, room(0)))
        .isInstanceOf(NotYetConnectedException.class);
    assertThat(channel.isOpen()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aClosedChannelDoesNotWrite(WriteForm form) throws IOException {
    Pair pair = network.pair();
    pair.client().close();
    ByteBuffer src = room(3);
    assertThat(form.start(pair.client(), src).failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(src.position()).isZero();
    assertThat(src.limit()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatIsGoneFailsTheWrites(WriteForm form) throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = Operations.accept(network.server);
    AsynchronousSocketChannel channel;
    Outcome<Integer> reading;
    try (Socket peer = network.knock()) {
      channel = setUp.dress(accepted.value());
      reading = Operations.read(channel, room(1));
      peer.setSoLinger(true, 0);
    }
    reading.failure();
    assertThat(form.start(channel).failure())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ClosedChannelException.class);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void writesAreFineWhileAReadWaits() throws IOException {
    Pair pair = network.pair();
    Outcome<Integer> reading = Operations.read(pair.client(), room(5));
    assertThat(write(pair.client(), bytes(1, 2)).value()).isEqualTo(2);
    assertThat(receive(pair.server(), 2)).isEqualTo(bytes(1, 2));
    assertThat(reading.isDone()).isFalse();
    send(pair.server(), 3);
    assertThat(reading.value()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatWereWrittenBeforeACloseArrive(WriteForm form) throws IOException {
    Pair pair = network.pair();
    long written = form.start(pair.client(), room(5000)).value().longValue();
    pair.client().close();
    assertThat(receive(pair.server(), 6000).remaining()).isEqualTo((int) written);
  }
}
