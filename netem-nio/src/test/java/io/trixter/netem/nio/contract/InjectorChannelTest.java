package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.InjectorContract;

class InjectorChannelTest extends InjectorContract {
  InjectorChannelTest() {
    super(new ChannelHarness());
  }
}
