package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.ThrottledWriterContract;

class ThrottledWriterChannelTest extends ThrottledWriterContract {
  ThrottledWriterChannelTest() {
    super(new ChannelHarness());
  }
}
