package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.ShutdownerContract;

class ShutdownerChannelTest extends ShutdownerContract {
  ShutdownerChannelTest() {
    super(new ChannelHarness());
  }
}
