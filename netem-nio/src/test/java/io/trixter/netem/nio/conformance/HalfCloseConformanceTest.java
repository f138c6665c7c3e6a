package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.read;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HalfCloseConformanceTest extends Conformance {
  HalfCloseConformanceTest(SetUp setUp) {
    super(setUp, 2);
  }

  @Test
  void thePeerReadsWhatWasWrittenAndThenTheEnd() throws IOException {
    Pair pair = network.pair();
    send(pair.client(), 1, 2);
    assertThat(pair.client().shutdownOutput()).isSameAs(pair.client());
    assertThat(pair.client().isOpen()).isTrue();
    assertThat(receive(pair.server(), 3)).isEqualTo(bytes(1, 2));
    assertThat(read(pair.server(), room(1)).value()).isEqualTo(-1);
  }

  @Test
  void theOtherDirectionGoesOn() throws IOException {
    Pair pair = network.pair();
    Outcome<Integer> reading = read(pair.client(), room(5));
    pair.client().shutdownOutput();
    assertThat(read(pair.server(), room(1)).value()).isEqualTo(-1);
    send(pair.server(), 1);
    assertThat(reading.value()).isEqualTo(1);
    send(pair.server(), 2, 3);
    assertThat(receive(pair.client(), 2)).isEqualTo(bytes(2, 3));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsShutDownForOutputWritesNoMore(WriteForm form) throws IOException {
    Pair pair = network.pair();
    pair.client().shutdownOutput();
    assertThat(form.start(pair.client()).failure()).isInstanceOf(ClosedChannelException.class);
    assertThat(pair.client().isOpen()).isTrue();
    assertThat(pair.client().shutdownOutput()).isSameAs(pair.client());
    assertThat(form.start(pair.client()).failure()).isInstanceOf(ClosedChannelException.class);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsShutDownForInputReadsTheEnd(ReadForm form) throws IOException {
    Pair pair = network.pair();
    assertThat(pair.client().shutdownInput()).isSameAs(pair.client());
    assertThat(form.start(pair.client()).value().longValue()).isEqualTo(-1);
    assertThat(pair.client().isOpen()).isTrue();
    assertThat(pair.client().shutdownInput()).isSameAs(pair.client());
    assertThat(form.start(pair.client()).value().longValue()).isEqualTo(-1);
    send(pair.client(), 1);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(1));
  }

  @ParameterizedTest
  @EnumSource
  void whatCameBeforeTheInputWasShutDownIsNotRead(ReadForm form) throws IOException {
    Pair pair = network.pair();
    send(pair.server(), 1, 2, 3);
    assertThat(receive(pair.client(), 1)).isEqualTo(bytes(1)); // the rest has come, too
    pair.client().shutdownInput();
    assertThat(form.start(pair.client()).value().longValue()).isEqualTo(-1);
    assertThat(form.start(pair.client()).value().longValue()).isEqualTo(-1);
  }

  @Test
  void bothDirectionsShutDownIsStillOpen() throws IOException {
    Pair pair = network.pair();
    pair.client().shutdownInput().shutdownOutput();
    assertThat(pair.client().isOpen()).isTrue();
    assertThat(pair.client().getRemoteAddress()).isEqualTo(network.address());
    assertThat(read(pair.server(), room(1)).value()).isEqualTo(-1);
    pair.client().close();
    assertThat(pair.client().isOpen()).isFalse();
  }

  @Test
  void aChannelThatIsNotConnectedIsNotShutDown() throws IOException {
    AsynchronousSocketChannel channel = network.open();
    assertThatThrownBy(channel::shutdownInput).isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(channel::shutdownOutput).isInstanceOf(NotYetConnectedException.class);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void aReadUnderWayEndsAtTheLatestWithTheChannel() throws Exception {
    Pair pair = network.pair();
    Outcome<Integer> reading = read(pair.client(), room(5));
    pair.client().shutdownInput();
    pair.client().close();
    assertThat(reading.endsWithin(Operations.PATIENCE)).isTrue();
  }

  @Test
  void bothSidesHalfCloseAndTheStreamsAreWhole() throws IOException {
    Pair pair = network.pair();
    int total = 300_000;
    Outcome<Integer> up = Stream.receive(pair.server(), room(9_999));
    Outcome<Integer> down = Stream.receive(pair.client(), room(20_000));
    Stream.send(pair.server(), total);
    Stream.send(pair.client(), total);
    assertThat(up.value()).isEqualTo(total);
    assertThat(down.value()).isEqualTo(total);
  }
}
