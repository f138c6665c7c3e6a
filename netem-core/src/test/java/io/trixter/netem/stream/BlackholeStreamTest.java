package io.trixter.netem.stream;

import io.trixter.netem.contract.BlackholeContract;

class BlackholeStreamTest extends BlackholeContract {
  BlackholeStreamTest() {
    super(new StreamHarness());
  }
}
