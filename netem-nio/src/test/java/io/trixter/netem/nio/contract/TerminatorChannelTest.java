package io.trixter.netem.nio.contract;

import io.trixter.netem.contract.TerminatorContract;

class TerminatorChannelTest extends TerminatorContract {
  TerminatorChannelTest() {
    super(new ChannelHarness());
  }
}
