package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which listener a connection to an address reaches. */
class LocalAddressesTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8, 127.0.0.1:8, true",
    "127.0.0.1:9, 127.0.0.1:8, false",
    "127.0.0.2:8, 127.0.0.1:8, false",
    "0.0.0.0:8, 127.0.0.1:8, true",
    "0.0.0.0:8, 127.0.0.2:8, false",
    "127.0.0.1:8, 0.0.0.0:8, true",
    "127.9.9.9:8, 0.0.0.0:8, true",
    "0.0.0.0:8, 0.0.0.0:8, true",
    "[::1]:8, 0.0.0.0:8, false",
    "[::]:8, 0.0.0.0:8, false",
    "203.0.113.1:8, 0.0.0.0:8, false",
    "[::1]:8, [::1]:8, true",
    "[::]:8, [::1]:8, true",
    "127.0.0.1:8, [::1]:8, false",
    "[::1]:8, [::]:8, true",
    "[::]:8, [::]:8, true",
    "127.0.0.1:8, [::]:8, true",
    "0.0.0.0:8, [::]:8, true",
    "[2001:db8::1]:8, [::]:8, false",
    "203.0.113.1:8, [::]:8, false"
  })
  void knowsWhatReachesAListener(String target, String bound, boolean reaches) throws IOException {
    assertThat(
            LocalAddresses.reaches(
                HostPort.parse(target).resolve(), HostPort.parse(bound).resolve()))
        .isEqualTo(reaches);
  }

  @Test
  void everyAddressOfThisMachineReachesAListenerOnAllOfThem() throws IOException {
    InetSocketAddress all = HostPort.parse("[::]:8").resolve();

    assertThat(
            NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toArray(InetAddress[]::new))
        .isNotEmpty()
        .allMatch(each -> LocalAddresses.reaches(new InetSocketAddress(each, 8), all));
  }
}
