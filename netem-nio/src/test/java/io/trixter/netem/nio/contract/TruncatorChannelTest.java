package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.TruncatorContract;

class TruncatorChannelTest extends TruncatorContract {
  TruncatorChannelTest() {
    super(new ChannelHarness());
  }
}
