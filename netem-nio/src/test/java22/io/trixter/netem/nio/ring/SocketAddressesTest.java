package io.trixter.netem.nio.ring;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SocketAddressesTest {
  private static InetSocketAddress address(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (IOException e) {
      throw new IllegalArgumentException(host, e);
    }
  }

  private static InetSocketAddress roundTrip(InetSocketAddress address, ProtocolFamily family)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(SocketAddresses.BYTES, Integer.BYTES);
      SocketAddresses.write(address, family, memory);
      return SocketAddresses.read(memory);
    }
  }

  /** The family aside, which is in the order of the machine. */
  private static String written(InetSocketAddress address, ProtocolFamily family)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(SocketAddresses.BYTES, Integer.BYTES);
      memory.fill((byte) 0x55);
      int length = SocketAddresses.write(address, family, memory);
      byte[] bytes = memory.asSlice(2, length - 2).toArray(ValueLayout.JAVA_BYTE);
      return HexFormat.of().formatHex(bytes);
    }
  }

  @Test
  void writesAnAddressAsTheKernelHasIt() throws IOException {
    assertThat(written(address("1.2.3.4", 0x1234), INET))
        .isEqualTo("1234" + "01020304" + "00".repeat(8));
    assertThat(written(address("1.2.3.4", 0xfedc), INET6))
        .isEqualTo("fedc" + "00000000" + "00".repeat(10) + "ffff01020304" + "00000000");
    assertThat(written(address("2001:db8::1", 80), INET6))
        .isEqualTo("0050" + "00000000" + "20010db8" + "00".repeat(11) + "01" + "00000000");
    assertThat(written(address("0.0.0.0", 80), INET6)).isEqualTo("0050" + "00".repeat(24));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "255.255.255.255", "1.2.3.4"})
  void anIpv4AddressStaysOneOnBothFamilies(String host) throws IOException {
    InetSocketAddress address = address(host, 65535);

    assertThat(roundTrip(address, INET)).isEqualTo(address);
    assertThat(roundTrip(address, INET6)).isEqualTo(address);
    assertThat(roundTrip(address, INET6).getAddress()).isInstanceOf(Inet4Address.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "::1", "2001:db8::1", "fe80::1%1", "ff02::1"})
  void anIpv6AddressStaysTheSameWithItsScope(String host) throws IOException {
    InetSocketAddress address = address(host, 1);

    InetSocketAddress back = roundTrip(address, INET6);

    assertThat(back).isEqualTo(address);
    assertThat(((Inet6Address) back.getAddress()).getScopeId())
        .isEqualTo(((Inet6Address) address.getAddress()).getScopeId());
    assertThat(back.getAddress().getHostAddress().contains("%")).isEqualTo(host.contains("%"));
  }

  @Test
  void aLinkLocalAddressOfThisMachineGetsTheScopeOfItsInterface() throws IOException {
    for (Inet6Address each : linkLocals()) {
      Inet6Address unscoped = Inet6Address.getByAddress(null, each.getAddress(), -1);

      InetSocketAddress back = roundTrip(new InetSocketAddress(unscoped, 1), INET6);

      assertThat(((Inet6Address) back.getAddress()).getScopeId()).isEqualTo(each.getScopeId());
    }
    InetSocketAddress elsewhere = address("fe80::dead:beef:dead:beef", 1);
    assertThat(roundTrip(elsewhere, INET6)).isEqualTo(elsewhere);
  }

  private static Iterable<Inet6Address> linkLocals() throws IOException {
    Stream<Inet6Address> addresses =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(each -> each instanceof Inet6Address && each.isLinkLocalAddress())
            .map(Inet6Address.class::cast);
    return addresses::iterator;
  }

  @ParameterizedTest
  @CsvSource({
    "INET, 127.0.0.1",
    "INET, 0.0.0.0",
    "INET,",
    "INET6, 127.0.0.1",
    "INET6, 0.0.0.0",
    "INET6, ::1",
    "INET6, ::",
    "INET6,"
  })
  void aBoundSocketHasTheAddressThatTheJdkReports(StandardProtocolFamily family, String host)
      throws IOException {
    InetSocketAddress wanted = host == null ? null : address(host, 0);
    assumeTrue(family == INET || SocketCalls.family(null) == INET6);
    NativeSocket ours = NativeSocket.open(family);
    try (SocketChannel theirs = SocketChannel.open(family)) {
      ours.bind(wanted);
      theirs.bind(wanted);

      InetSocketAddress bound = (InetSocketAddress) ours.localAddress();
      InetSocketAddress expected = (InetSocketAddress) theirs.getLocalAddress();
      assertThat(bound.getAddress())
          .isEqualTo(expected.getAddress())
          .hasToString(expected.getAddress().toString());
      assertThat(bound.getPort()).isPositive();
    } finally {
      ours.close();
    }
  }

  static Stream<SocketAddress> badAddresses() {
    return Stream.of(
        InetSocketAddress.createUnresolved("nowhere.invalid", 1),
        UnixDomainSocketAddress.of("/nowhere"),
        address("::1", 0));
  }

  @ParameterizedTest
  @MethodSource("badAddresses")
  void refusesWhatTheJdkRefusesOnAnIpv4Socket(SocketAddress bad) throws IOException {
    NativeSocket ours = NativeSocket.open(INET);
    try (SocketChannel theirs = SocketChannel.open(INET)) {
      Throwable refusal = catchThrowable(() -> ours.bind(bad));
      Throwable connecting = catchThrowable(() -> ours.connecting(bad, MemorySegment.NULL));

      assertThat(refusal).hasSameClassAs(catchThrowable(() -> theirs.bind(bad)));
      assertThat(connecting).hasSameClassAs(catchThrowable(() -> theirs.connect(bad)));
    } finally {
      ours.close();
    }
  }
}
