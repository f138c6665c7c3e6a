package io.trixter.netem.stream;

import io.trixter.netem.contract.DelayedReaderContract;

class DelayedReaderStreamTest extends DelayedReaderContract {
  DelayedReaderStreamTest() {
    super(new StreamHarness());
  }
}
