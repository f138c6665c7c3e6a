package io.trixter.proxy.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the log says of an API when it starts. */
class ApiWarningTest {
  @Test
  void warnsWhereAnyoneMayReachItAndNoTokenIsAskedFor() throws IOException {
    assertThat(logged("0.0.0.0", new ApiOptions()))
        .matches("(?s).*WARN .*the API at 0\\.0\\.0\\.0:[1-9]\\d* obeys all who reach it: .*")
        .hasLineCount(1);
  }

  @Test
  void doesNotWarnWhereATokenIsAskedForAndDoesNotTellIt() throws IOException {
    assertThat(logged("0.0.0.0", new ApiOptions("s3cret", Set.of()))).isEmpty();
  }

  @Test
  void doesNotWarnOnLoopback() throws IOException {
    assertThat(logged("127.0.0.1", new ApiOptions())).isEmpty();
    assertThat(logged("localhost", new ApiOptions())).isEmpty();
  }

  private static String logged(String host, ApiOptions options) throws IOException {
    try (Lab lab = new Lab()) {
      ByteArrayOutputStream log = new ByteArrayOutputStream();
      PrintStream real = System.err;
      System.setErr(new PrintStream(log, true, UTF_8));
      try {
        ApiServer.start(lab.proxy, new HostPort(host, 0), options).close();
      } finally {
        System.setErr(real);
      }
      return log.toString(UTF_8);
    }
  }
}
