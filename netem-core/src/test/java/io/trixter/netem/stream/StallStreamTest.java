package io.trixter.netem.stream;

import io.trixter.netem.contract.StallContract;

class StallStreamTest extends StallContract {
  StallStreamTest() {
    super(new StreamHarness());
  }
}
