package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.DelayedReaderContract;

class DelayedReaderChannelTest extends DelayedReaderContract {
  DelayedReaderChannelTest() {
    super(new ChannelHarness());
  }
}
