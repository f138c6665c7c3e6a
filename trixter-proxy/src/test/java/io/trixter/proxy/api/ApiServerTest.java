package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThatNoException;

import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ApiServerTest {
  /** A signal may come between the two. */
  @Test
  void doesNotBeginToServeOnceItHasBeenClosed() throws IOException {
    try (Lab lab = new Lab()) {
      ApiServer api = ApiServer.bind(lab.proxy, new HostPort("127.0.0.1", 0), new ApiOptions());
      api.close();
      assertThatNoException().isThrownBy(api::serve);
    }
  }
}
