package io.trixter.netem.stream;

import io.trixter.netem.contract.ThrottledWriterContract;

class ThrottledWriterStreamTest extends ThrottledWriterContract {
  ThrottledWriterStreamTest() {
    super(new StreamHarness());
  }
}
