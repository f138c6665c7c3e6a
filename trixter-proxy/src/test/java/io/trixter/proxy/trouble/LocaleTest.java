package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import io.trixter.proxy.Upstream;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a machine may read is the same in every locale: ISO 8601 and ASCII. */
class LocaleTest {
  private static final Pattern ISO_LINE =
      Pattern.compile(
          "20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) INFO [ -~]+");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Duser.language=th -Duser.country=TH -Duser.variant=TH", // its calendar and digits
        "-Duser.language=ja -Duser.country=JP -Duser.variant=JP", // its calendar
        "-Duser.language=ar -Duser.country=EG",
        "-Duser.language=hi -Duser.country=IN -Duser.extensions=u-nu-deva",
        "-Duser.language=tr -Duser.country=TR", // where i is not the small I
        "-Duser.timezone=Asia/Kathmandu"
      })
  void logAndApiAreAsciiAndIso(String flags) throws Exception {
    try (Upstream upstream = Upstream.echo();
        Program proxy =
            Program.plain(flags.split(" "))
                .start(
                    ("-l 127.0.0.1:0 -a 127.0.0.1:0 --log-level info --random-seed 42"
                            + " --terminate-probability-rate 1.0 -c "
                            + upstream.address())
                        .split(" "))) {
      try (Peer client = proxy.connect()) {
        client.send(1);
        assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
      }

      assertThat(proxy.awaitLogged(" ended "))
          .endsWith("terminated (seed 42, connection 0, read 0)");
      assertThat(proxy.logged("")).hasSize(4).allMatch(ISO_LINE.asMatchPredicate());
      for (String path : List.of("/metrics", "/defaults", "/proxy", "/connections")) {
        assertThat(proxy.get(path)).matches("[\\n -~]*");
      }
      assertThat(proxy.terminate(5)).isZero();
    }
  }
}
