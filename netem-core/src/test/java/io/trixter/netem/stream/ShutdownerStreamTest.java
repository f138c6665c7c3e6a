package io.trixter.netem.stream;

import io.trixter.netem.contract.ShutdownerContract;

class ShutdownerStreamTest extends ShutdownerContract {
  ShutdownerStreamTest() {
    super(new StreamHarness());
  }
}
