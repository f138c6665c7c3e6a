package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trixter.proxy.api.http.ApiException;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
  @ParameterizedTest
  @CsvSource({
    "/connections, ",
    "/connections?, ",
    "/connections?x=y, ",
    "/connections?proxy=a%20b%26, 'a b&'",
    "/connections?proxy=a+b, a b",
    "/connections?proxy=caf%C3%A9, caf\u00e9",
    "/connections?proxy=caf\u00c3\u00a9, caf\u00e9", // as the JDK's server hands UTF-8 over
    "/connections?x&proxy=a, a",
    "/connections?proxy=a&proxy=b, b",
    "/connections?proxy, ''"
  })
  void readsOneValueAmongOthers(String target, String value) {
    assertThat(Query.value(URI.create(target), "proxy")).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "/defaults/delay, false",
    "/defaults/delay?, false",
    "/defaults/delay?open=false, false",
    "/defaults/delay?open=true, true",
    "/defaults/delay?%6fpen=tru%65, true"
  })
  void readsAFlagThatIsFalseWhenLeftOut(String target, boolean open) {
    assertThat(Query.flag(URI.create(target), "open")).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?open          | open must be true or false (got \"\")",
        "?open=         | open must be true or false (got \"\")",
        "?open=yes      | open must be true or false (got \"yes\")",
        "?open=True     | open must be true or false (got \"True\")",
        "?open=1&       | unknown query parameter ; may be open",
        "?opne=true     | unknown query parameter opne; may be open",
        "?open=true&x=1 | unknown query parameter x; may be open",
        "?open=true&open=true | query parameter open must be given once"
      })
  void refusesWhatIsNoFlagAndNamesIt(String query, String message) {
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class, () -> Query.flag(URI.create("/defaults/delay" + query), "open"));

    assertThat(refusal).hasMessage(message);
    assertThat(refusal.answer().status()).isEqualTo(422);
  }
}
