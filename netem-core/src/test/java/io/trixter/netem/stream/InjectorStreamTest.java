package io.trixter.netem.stream;

import io.trixter.netem.contract.InjectorContract;

class InjectorStreamTest extends InjectorContract {
  InjectorStreamTest() {
    super(new StreamHarness());
  }
}
