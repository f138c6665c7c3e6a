package io.trixter.proxy.api.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.HeldBytes;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the event loops are asked how many bytes they hold, in virtual time. */
class HeldTimesTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final List<CompletableFuture<Map<Proxy, HeldBytes>>> asked = new ArrayList<>();

  private CompletableFuture<Map<Proxy, HeldBytes>> ask() {
    CompletableFuture<Map<Proxy, HeldBytes>> answer = new CompletableFuture<>();
    asked.add(answer);
    return answer;
  }

  @Test
  void areAskedAgainWhenTheyAnsweredOrHaveNotForFiveSeconds() throws IOException {
    try (ProxyHost host = ProxyHost.start(new HostConfig())) {
      HeldTimes times = new HeldTimes(host, this::ask);
      times.sample(0);
      times.sample(5 * SECOND);
      assertThat(asked).hasSize(1);

      times.sample(5 * SECOND + 1);
      assertThat(asked).hasSize(2);
      times.sample(6 * SECOND);
      assertThat(asked).hasSize(2);

      asked.get(1).complete(Map.of());
      times.sample(7 * SECOND);
      assertThat(asked).hasSize(3);
    }
  }
}
