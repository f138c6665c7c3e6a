package io.trixter.netem.nio.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import org.junit.jupiter.api.Test;

class SetUpTest {
  @Test
  void theFirstIsTheJdksOwn() throws IOException {
    assertThat(SetUp.JDK.provider().getClass().getName()).startsWith("sun.nio.ch.");
    try (AsynchronousSocketChannel channel = SetUp.JDK.open(null)) {
      assertThat(channel.getClass().getName()).startsWith("sun.nio.ch.");
    }
  }

  @Test
  void underFaultsEveryFaultIsThere() throws IOException {
    try (AsynchronousSocketChannel channel = SetUp.JDK_UNDER_FAULTS.open(null)) {
      assertThat(channel.toString())
          .containsSubsequence("Shutdowner(", "Terminator(", "Injector(", "Corrupter(")
          .containsSubsequence("Corrupter(", "Sliced(", "Throttled(", "Delayed(", "sun.nio.ch.");
    }
  }
}
