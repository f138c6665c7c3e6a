package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.StallContract;

class StallChannelTest extends StallContract {
  StallChannelTest() {
    super(new ChannelHarness());
  }
}
