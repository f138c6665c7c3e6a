package io.trixter.netem.stream;

import io.trixter.netem.contract.TruncatorContract;

class TruncatorStreamTest extends TruncatorContract {
  TruncatorStreamTest() {
    super(new StreamHarness());
  }
}
