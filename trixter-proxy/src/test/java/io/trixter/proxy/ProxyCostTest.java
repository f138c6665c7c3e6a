package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a proxy more costs a process that has one. */
@Tag("wallclock")
class ProxyCostTest {
  private static final int MORE = 200;
  private static final double MOST_KIB = 16;

  @RegisterExtension final CapturedLog log = new CapturedLog();

  @Test
  void anIdleProxyTakesNoThreadAndLittleHeap() throws IOException {
    try (ProxyHost host = ProxyHost.start(new HostConfig().withThreads(2))) {
      add(host, 0, MORE); // loads what there is to load
      for (Proxy each : host.proxies()) {
        host.remove(each.name());
      }
      add(host, 0, 1);
      int threads = threads();
      long heap = heap();
      add(host, 1, 1 + MORE);

      double each = (heap() - heap) / 1024.0 / MORE;

      System.out.printf(Locale.ROOT, "heap of an idle proxy: %.2f KiB%n", each);
      assertThat(threads()).isLessThanOrEqualTo(threads);
      assertThat(each).isBetween(0.1, MOST_KIB);
    }
  }

  private static void add(ProxyHost host, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      host.add(ProxyConfig.to("127.0.0.1:1").name("p" + i).build());
    }
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
