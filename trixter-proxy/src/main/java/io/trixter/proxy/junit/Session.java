package io.trixter.proxy.junit;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.io.IOException;

/** One running proxy of an extension, with its log. Safe for any thread. */
final class Session {
  private final Proxy proxy;
  private final FaultLog.Recorder recorder = new FaultLog.Recorder();

  private Session(Proxy proxy) {
    this.proxy = proxy;
    proxy.addListener(recorder);
  }

  static Session start(Trixter trixter) throws IOException {
    return new Session(trixter.start());
  }

  Proxy proxy() {
    return proxy;
  }

  String seed() {
    return Long.toUnsignedString(proxy.seed());
  }

  FaultLog log(String name) {
    return recorder.log(name, proxy);
  }

  void close() {
    proxy.close();
  }
}
