package io.trixter.netem;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is wrong is refused by the call that is wrong, which says what and why. */
class BadInputTest {
  private static final Function<Link, List<Fault>> NONE = link -> List.of();

  private static DynamicTest refuses(String argument, ThrowingCallable call) {
    return DynamicTest.dynamicTest(
        "null for " + argument,
        () ->
            assertThatThrownBy(call)
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining(argument));
  }

  @TestFactory
  @SuppressWarnings("resource") // nothing is opened
  Stream<DynamicTest> namesTheArgumentThatIsNull() {
    DelayedWriter fault = new DelayedWriter(ofMillis(1));
    DynamicProbability chance = new DynamicProbability(0.5);
    DynamicSize size = new DynamicSize(1);
    DynamicDuration time = new DynamicDuration(ofMillis(1));
    return Stream.of(
        refuses("in", () -> fault.wrap((InputStream) null)),
        refuses("out", () -> fault.wrap((OutputStream) null)),
        refuses("in", () -> Netem.wrap((InputStream) null)),
        refuses("out", () -> Netem.wrap((OutputStream) null)),
        refuses("socket", () -> Netem.wrap((Socket) null)),
        refuses("faults", () -> Netem.wrap(new Socket(), (Fault[]) null)),
        refuses("fault", () -> Netem.wrap(new Socket(), fault, null)),
        refuses("fault", () -> Netem.wrap(InputStream.nullInputStream(), fault, null)),
        refuses("fault", () -> Netem.wrap(OutputStream.nullOutputStream(), fault, null)),
        refuses("faults", () -> Netem.socketFactory(null)),
        refuses("sockets", () -> Netem.socketFactory(null, 1, NONE)),
        refuses("server", () -> Netem.serverSocket(null, NONE)),
        refuses("faults", () -> Netem.serverSocket(new ServerSocket(), null)),
        refuses("tls", () -> Netem.sslSocketFactory(null, SocketFactory.getDefault())),
        refuses(
            "sockets",
            () -> Netem.sslSocketFactory((SSLSocketFactory) SSLSocketFactory.getDefault(), null)),
        refuses("clock", () -> Netem.pipe(null)),
        refuses("duration", () -> new VirtualClock().advance(null)),
        refuses("duration", () -> new DelayedReader((Duration) null)),
        refuses("duration", () -> fault.set(null)),
        refuses("delay", () -> new DelayedWriter((DynamicDuration) null)),
        refuses("rate", () -> new ThrottledWriter(null)),
        refuses("rate", () -> new ThrottledReader(null)),
        refuses("size", () -> new SlicedWriter(null)),
        refuses("probability", () -> new Terminator(null)),
        refuses("probability", () -> new Corrupter(null)),
        refuses("probability", () -> new Stall(null, size, time)),
        refuses("burst", () -> new Stall(chance, null, time)),
        refuses("rto", () -> new Stall(chance, size, null)),
        refuses("duration", () -> new Stall(0.5).rto(null)),
        refuses("probability", () -> new BitFlipper(null)),
        refuses("duration", () -> new Blackhole(null)),
        refuses("delay", () -> new SlowCloser((DynamicDuration) null)),
        refuses("block", () -> new Injector().injectRead((byte[]) null)),
        refuses("block", () -> new Injector().injectWrite((byte[]) null)),
        refuses("cause", () -> new Shutdowner().shutdown(null)));
  }

  @TestFactory
  Stream<DynamicTest> namesTheValueAndTheRange() {
    String durations = "between 0 and " + Long.MAX_VALUE + " ns (got ";
    String amounts = "between 0 and " + Long.MAX_VALUE + " (got -1)";
    String chances = "between 0.0 and 1.0 (got ";
    Map<String, List<ThrowingCallable>> refused =
        Map.of(
            durations + "PT-1S)",
            List.of(
                () -> new DelayedReader(ofSeconds(-1)),
                () -> new Blackhole(ofSeconds(-1)),
                () -> new SlowCloser(ofSeconds(-1)),
                () -> new DelayedWriter(ofSeconds(-1)),
                () -> new Stall(0.5).rto(ofSeconds(-1)),
                () -> new SlicedWriter(1).pause(ofSeconds(-1)),
                () -> new ThrottledWriter(1).burst(ofSeconds(-1)),
                () -> new VirtualClock().advance(ofSeconds(-1))),
            durations,
            List.of(
                () -> new DelayedWriter(ofSeconds(Long.MAX_VALUE)),
                () -> new VirtualClock().advance(ofSeconds(Long.MAX_VALUE))),
            amounts,
            List.of(
                () -> new ThrottledReader(-1),
                () -> new ThrottledWriter(-1),
                () -> new SlicedWriter(-1),
                () -> new SlicedWriter(1).variation(-1),
                () -> Truncator.closing(-1)),
            chances + "NaN)",
            List.of(
                () -> new Terminator(Double.NaN),
                () -> new Corrupter(Double.NaN),
                () -> new Stall(Double.NaN)),
            chances + "1.5)",
            List.of(
                () -> new Terminator(1.5),
                () -> new Corrupter(1.5),
                () -> new Stall(1.5),
                () -> new BitFlipper(1.5)),
            chances + "-0.1)",
            List.of(() -> new Terminator(-0.1), () -> new Corrupter(-0.1)));
    return refused.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().stream()
                    .map(
                        call ->
                            DynamicTest.dynamicTest(
                                entry.getKey(),
                                () ->
                                    assertThatThrownBy(call)
                                        .isInstanceOf(IllegalArgumentException.class)
                                        .hasMessageContaining(entry.getKey()))));
  }

  @Test
  void aRefusedWrapWrapsNothing() {
    Terminator terminator = new Terminator(new DynamicProbability(1.0), 42);
    assertThatThrownBy(() -> Netem.wrap(InputStream.nullInputStream(), terminator, null))
        .isInstanceOf(NullPointerException.class);
    InputStream first = terminator.wrap(InputStream.nullInputStream());
    assertThatThrownBy(first::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("connection 0");
  }

  @Test
  void aRefusedTimeLeavesTheClockWhereItWas() {
    VirtualClock clock = new VirtualClock();
    clock.advance(ofSeconds(3));
    assertThatThrownBy(() -> clock.advance(ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(3));
  }
}
