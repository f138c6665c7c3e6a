package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.SlowCloserContract;

class SlowCloserChannelTest extends SlowCloserContract {
  SlowCloserChannelTest() {
    super(new ChannelHarness());
  }
}
