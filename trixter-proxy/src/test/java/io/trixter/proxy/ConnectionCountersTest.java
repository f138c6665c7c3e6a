package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionCountersTest {
  private final ConnectionCounters counters = new ConnectionCounters(3);

  private void keep(String name, long count) {
    counters.keep(name, new AtomicLong(count));
  }

  @Test
  void handsACounterOutAgainOnce() {
    keep("Aa", 5);
    keep("BB", 7); // String.hashCode is the same
    assertThat(counters.take("Aa")).hasValue(5);
    assertThat(counters.take("Aa")).hasValue(0);
    assertThat(counters.take("BB")).hasValue(7);
    assertThat(counters.size()).isZero();
  }

  @Test
  void keepsNoneThatHasCountedNothing() {
    keep("p", 0);
    assertThat(counters.size()).isZero();
  }

  @Test
  void forgetsTheOneThatWasKeptFirstWhenThereAreTooMany() {
    keep("a", 1);
    keep("b", 2);
    keep("c", 3);
    keep("a", counters.take("a").get());
    keep("d", 4);
    assertThat(counters.size()).isEqualTo(3);
    assertThat(counters.take("b")).hasValue(0);
    assertThat(counters.take("a")).hasValue(1);
    assertThat(counters.take("d")).hasValue(4);
  }
}
