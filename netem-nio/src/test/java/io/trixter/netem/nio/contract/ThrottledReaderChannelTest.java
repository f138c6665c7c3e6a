package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.ThrottledReaderContract;

class ThrottledReaderChannelTest extends ThrottledReaderContract {
  ThrottledReaderChannelTest() {
    super(new ChannelHarness());
  }
}
