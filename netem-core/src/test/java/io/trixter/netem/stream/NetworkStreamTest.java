package io.trixter.netem.stream;

import io.trixter.netem.contract.NetworkContract;

class NetworkStreamTest extends NetworkContract {
  NetworkStreamTest() {
    super(new StreamHarness());
  }
}
