package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamiliesInTurnTest {
  @ParameterizedTest
  @CsvSource({
    "1.0.0.1, 1.0.0.1",
    "1.0.0.1 1.0.0.2, 1.0.0.1 1.0.0.2",
    "1.0.0.1 1.0.0.2 1.0.0.3 a::1 a::2, 1.0.0.1 a::1 1.0.0.2 a::2 1.0.0.3",
    "a::1 a::2 a::3 1.0.0.1, a::1 1.0.0.1 a::2 a::3",
    "a::1 1.0.0.1 1.0.0.2 1.0.0.3, a::1 1.0.0.1 1.0.0.2 1.0.0.3",
    "1.0.0.1 a::1 a::2, 1.0.0.1 a::1 a::2",
    "'', ''"
  })
  void takesTheFamiliesInTurnAndTheFirstAddressFirst(String given, String expected)
      throws UnknownHostException {
    InetAddress[] addresses = read(given).toArray(InetAddress[]::new);

    assertThat(FamiliesInTurn.of(addresses)).isEqualTo(read(expected));
  }

  private static List<InetAddress> read(String addresses) throws UnknownHostException {
    List<InetAddress> all = new ArrayList<>();
    for (String each : addresses.split(" ")) {
      if (!each.isEmpty()) {
        all.add(InetAddress.getByName(each));
      }
    }
    return all;
  }
}
