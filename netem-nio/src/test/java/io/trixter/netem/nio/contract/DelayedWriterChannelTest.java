package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.DelayedWriterContract;

class DelayedWriterChannelTest extends DelayedWriterContract {
  DelayedWriterChannelTest() {
    super(new ChannelHarness());
  }
}
