package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.ConnectFaultContract;

class ConnectFaultChannelTest extends ConnectFaultContract {
  ConnectFaultChannelTest() {
    super(new ChannelHarness());
  }
}
