package io.trixter.netem.nio.ring;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardSocketOptions.IP_TOS;
import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Options are those of the JDK's channels, by value and by failure. */
final class SocketOptionsTest {
  private NativeSocket ours;
  private NetworkChannel theirs;

  private void openBoth(StandardProtocolFamily family, boolean server) throws IOException {
    assumeTrue(family == INET || SocketCalls.family(null) == INET6);
    ours = server ? NativeSocket.openServer(family) : NativeSocket.open(family);
    theirs = server ? ServerSocketChannel.open(family) : SocketChannel.open(family);
  }

  @AfterEach
  void close() throws IOException {
    if (ours != null) {
      ours.close();
      theirs.close();
    }
  }

  /** Those that the JDK has for itself, or that are read only. */
  private static Set<SocketOption<?>> ofUsers(Set<SocketOption<?>> options) {
    return options.stream()
        .filter(each -> !Set.of("SO_OOBINLINE", "SO_INCOMING_NAPI_ID").contains(each.name()))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource(names = {"INET", "INET6"})
  void hasTheOptionsOfTheJdkWithTheSameDefaults(StandardProtocolFamily family) throws IOException {
    openBoth(family, false);

    assertThat(ours.supportedOptions()).isEqualTo(ofUsers(theirs.supportedOptions()));
    for (SocketOption<?> each : ours.supportedOptions()) {
      assertThat((Object) ours.getOption(each)).as("%s", each).isEqualTo(theirs.getOption(each));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INET", "INET6"})
  void hasTheOptionsOfTheJdkForAServer(StandardProtocolFamily family) throws IOException {
    openBoth(family, true);

    assertThat(ours.supportedOptions()).isEqualTo(ofUsers(theirs.supportedOptions()));
    for (SocketOption<?> each : ours.supportedOptions()) {
      assertThat((Object) ours.getOption(each)).as("%s", each).isEqualTo(theirs.getOption(each));
    }
  }

  static Stream<Arguments> values() {
    return Stream.of(
        arguments(SO_SNDBUF, 20_000),
        arguments(SO_SNDBUF, 0),
        arguments(SO_SNDBUF, Integer.MAX_VALUE),
        arguments(SO_RCVBUF, 20_000),
        arguments(SO_RCVBUF, 1),
        arguments(SO_RCVBUF, Integer.MAX_VALUE),
        arguments(SO_KEEPALIVE, true),
        arguments(SO_REUSEADDR, true),
        arguments(SO_REUSEPORT, true),
        arguments(SO_LINGER, 0),
        arguments(SO_LINGER, 5),
        arguments(SO_LINGER, -7),
        arguments(SO_LINGER, 70_000),
        arguments(TCP_NODELAY, true),
        arguments(IP_TOS, 0x10),
        arguments(IP_TOS, 0xff),
        arguments(extended("TCP_KEEPIDLE"), 77),
        arguments(extended("TCP_KEEPINTERVAL"), 7),
        arguments(extended("TCP_KEEPCOUNT"), 3),
        arguments(extended("TCP_QUICKACK"), false));
  }

  private static SocketOption<?> extended(String name) {
    try (SocketChannel channel = SocketChannel.open()) {
      return channel.supportedOptions().stream()
          .filter(each -> each.name().equals(name))
          .findAny()
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void setsAndReturnsWhatTheJdkDoes(SocketOption<T> option, T value) throws IOException {
    for (StandardProtocolFamily family : new StandardProtocolFamily[] {INET, INET6}) {
      openBoth(family, false);

      ours.setOption(option, value);
      theirs.setOption(option, value);

      assertThat(ours.getOption(option)).as("%s", family).isEqualTo(theirs.getOption(option));
      close();
    }
  }

  static Stream<Arguments> badValues() {
    return Stream.of(
        arguments(SO_SNDBUF, -1),
        arguments(SO_SNDBUF, null),
        arguments(SO_RCVBUF, -1),
        arguments(SO_RCVBUF, "big"),
        arguments(SO_KEEPALIVE, 1),
        arguments(TCP_NODELAY, null),
        arguments(IP_TOS, -1),
        arguments(IP_TOS, 256),
        arguments(StandardSocketOptions.SO_BROADCAST, true),
        arguments(extended("TCP_KEEPIDLE"), -1),
        arguments(extended("TCP_KEEPIDLE"), "long"));
  }

  @ParameterizedTest
  @MethodSource("badValues")
  @SuppressWarnings("unchecked")
  void refusesWhatTheJdkRefuses(SocketOption<?> option, Object value) throws IOException {
    openBoth(INET, false);

    Throwable refusal = catchThrowable(() -> ours.setOption((SocketOption<Object>) option, value));

    Throwable expected =
        catchThrowable(() -> theirs.setOption((SocketOption<Object>) option, value));
    assertThat(refusal).isExactlyInstanceOf(expected.getClass()).hasMessage(expected.getMessage());
  }

  @Test
  void aServerHasNoOptionsOfAConnection() throws IOException {
    openBoth(INET, true);

    assertThatThrownBy(() -> ours.setOption(TCP_NODELAY, true))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(catchThrowable(() -> theirs.setOption(TCP_NODELAY, true)).getMessage());
    assertThatThrownBy(() -> ours.getOption(SO_LINGER))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesNoOptionAtAll() throws IOException {
    openBoth(INET, false);

    assertThatNullPointerException().isThrownBy(() -> ours.setOption(null, 1));
    assertThatNullPointerException().isThrownBy(() -> ours.getOption(null));
  }

  @Test
  void aTypeOfServiceReachesMappedAddressesToo() throws IOException {
    openBoth(INET6, false);

    ours.setOption(IP_TOS, 0x20);

    assertThat(SocketOptions.get(ours.fd(), INET, IP_TOS)).isEqualTo(0x20);
  }
}
