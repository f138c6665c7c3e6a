package io.trixter.netem.stream;

import io.trixter.netem.contract.CorrupterContract;

class CorrupterStreamTest extends CorrupterContract {
  CorrupterStreamTest() {
    super(new StreamHarness());
  }
}
