package io.trixter.netem.stream;

import io.trixter.netem.contract.TerminatorContract;

class TerminatorStreamTest extends TerminatorContract {
  TerminatorStreamTest() {
    super(new StreamHarness());
  }
}
