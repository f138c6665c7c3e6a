package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.BitFlipperContract;

class BitFlipperChannelTest extends BitFlipperContract {
  BitFlipperChannelTest() {
    super(new ChannelHarness());
  }
}
