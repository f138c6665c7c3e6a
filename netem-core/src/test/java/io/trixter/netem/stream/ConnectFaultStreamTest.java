package io.trixter.netem.stream;

import io.trixter.netem.contract.ConnectFaultContract;

class ConnectFaultStreamTest extends ConnectFaultContract {
  ConnectFaultStreamTest() {
    super(new StreamHarness());
  }
}
