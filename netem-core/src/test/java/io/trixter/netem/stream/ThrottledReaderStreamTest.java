package io.trixter.netem.stream;

import io.trixter.netem.contract.ThrottledReaderContract;

class ThrottledReaderStreamTest extends ThrottledReaderContract {
  ThrottledReaderStreamTest() {
    super(new StreamHarness());
  }
}
