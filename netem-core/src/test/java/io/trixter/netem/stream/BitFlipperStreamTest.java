package io.trixter.netem.stream;

import io.trixter.netem.contract.BitFlipperContract;

class BitFlipperStreamTest extends BitFlipperContract {
  BitFlipperStreamTest() {
    super(new StreamHarness());
  }
}
