package io.trixter.netem.stream;

import io.trixter.netem.contract.SlowCloserContract;

class SlowCloserStreamTest extends SlowCloserContract {
  SlowCloserStreamTest() {
    super(new StreamHarness());
  }
}
