package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Engine;
import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.netem.nio.loop.EventLoopGroup;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the event loops of a host wait on. */
class HostLoopsTest {
  @Test
  void waitOnTheEngineThatTheSystemPropertyNames() throws IOException {
    EventLoopGroup loops = HostLoops.start(new HostConfig());
    try {
      NetemChannelProvider provider = (NetemChannelProvider) loops.provider();
      Engine expected = new NetemChannelProvider(Engine.configured()).engine();
      assertThat(provider.engine()).as(provider.engineReason()).isEqualTo(expected);
    } finally {
      loops.shutdownNow();
    }
  }
}
