package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.BlackholeContract;

class BlackholeChannelTest extends BlackholeContract {
  BlackholeChannelTest() {
    super(new ChannelHarness());
  }
}
