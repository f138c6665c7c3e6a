package io.trixter.netem.stream;

import io.trixter.netem.contract.SlicedWriterContract;

class SlicedWriterStreamTest extends SlicedWriterContract {
  SlicedWriterStreamTest() {
    super(new StreamHarness());
  }
}
