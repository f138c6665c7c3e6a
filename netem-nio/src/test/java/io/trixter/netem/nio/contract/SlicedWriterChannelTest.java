package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.SlicedWriterContract;

class SlicedWriterChannelTest extends SlicedWriterContract {
  SlicedWriterChannelTest() {
    super(new ChannelHarness());
  }
}
