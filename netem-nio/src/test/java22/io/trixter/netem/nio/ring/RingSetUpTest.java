package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Engine;
import io.trixter.netem.nio.NetemChannelProvider;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A group for whose rings the system lacks something. */
@NeedsRing
class RingSetUpTest {
  private static final int LOOPS = 64;

  private final NetemChannelProvider provider = new NetemChannelProvider(Engine.IO_URING);

  private AsynchronousChannelGroup open(int loops) throws IOException {
    return provider.openAsynchronousChannelGroup(loops, Thread::new);
  }

  private void openAndClose() throws Exception {
    AsynchronousChannelGroup group = open(2);
    group.shutdownNow();
    assertThat(group.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void isRefusedWithTheReasonAndLeavesNothingWhenDescriptorsRunOut() throws Exception {
    openAndClose();
    int before = RingNetwork.descriptors();
    int threads = Thread.activeCount();
    for (int spare = 3; spare < 8; spare++) { // the ring's or the eventfd's is the one too many
      long limit = Limits.setDescriptors(before + spare);
      try {
        assertThatThrownBy(() -> open(LOOPS))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("Too many open files");
      } finally {
        Limits.setDescriptors(limit);
      }
      assertThat(RingNetwork.descriptors()).isLessThanOrEqualTo(before);
    }
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
    openAndClose();
  }
}
