package io.trixter.netem.stream;

import io.trixter.netem.contract.DelayedWriterContract;

class DelayedWriterStreamTest extends DelayedWriterContract {
  DelayedWriterStreamTest() {
    super(new StreamHarness());
  }
}
