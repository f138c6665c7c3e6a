package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.CorrupterContract;

class CorrupterChannelTest extends CorrupterContract {
  CorrupterChannelTest() {
    super(new ChannelHarness());
  }
}
