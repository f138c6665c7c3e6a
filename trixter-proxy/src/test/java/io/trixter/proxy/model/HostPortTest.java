package io.trixter.proxy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:80, 127.0.0.1, 80",
    "db.example:5432, db.example, 5432",
    "[::1]:0, ::1, 0",
    "x:65535, x, 65535"
  })
  void readsNamesAndAddressesOfBothFamilies(String text, String host, int port) {
    assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nope",
        ":80",
        "x:",
        "x:y",
        "x:-1",
        "x:65536",
        "x:123456",
        "::1:80",
        "[::1]80",
        "[::1]",
        "[::1",
        "[x]:80",
        "http://x:80",
        " :80"
      })
  void refusesWhatIsNeither(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:1, [::1]:9",
    "0:0:0:0:0:0:0:0, [::]:9",
    "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:9",
    "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:9",
    "fe80:0:0:0:0:0:0:0, [fe80::]:9",
    "1:0:0:2:0:0:0:3, [1:0:0:2::3]:9"
  })
  void writesIpv6InItsShortForm(String ip, String text) throws UnknownHostException {
    var address = new InetSocketAddress(InetAddress.getByName(ip), 9);

    assertThat(HostPort.text(address)).isEqualTo(text);
  }

  @Test
  void writesIpv4AsItIs() throws UnknownHostException {
    var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 9);

    assertThat(HostPort.text(address)).isEqualTo("127.0.0.1:9");
  }

  @Test
  void anUpstreamWithoutAHostIsOnThisMachine() {
    assertThat(HostPort.parseUpstream(":80")).hasToString("localhost:80");
    assertThat(HostPort.parseUpstream("[::1]:80")).hasToString("[::1]:80");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostPort.parseUpstream(":http"))
        .withMessage("must be host:port or [v6]:port (got :http)");
  }
}
