package io.trixter.proxy.junit;

import io.trixter.netem.FaultRecord;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.Trixter;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One running proxy of an extension, with its log and its record. Safe for any thread. */
final class Session {
  private final Proxy proxy;
  private final FaultLog.Recorder recorder = new FaultLog.Recorder();
  private final boolean replays; // a record of its own, as the test's author has set it up
  private final String configuration;
  private boolean begun; // under the lock of this

  private Session(Proxy proxy) {
    this.proxy = proxy;
    replays = proxy.record() == null;
    configuration = replays ? "" : proxy.record().configuration();
    proxy.addListener(recorder);
  }

  /** Starts a proxy, which records unless it replays. */
  static Session start(Trixter trixter) throws IOException {
    return new Session(trixter.record().start());
  }

  Proxy proxy() {
    return proxy;
  }

  String seed() {
    return Long.toUnsignedString(proxy.seed());
  }

  boolean isReplaying() {
    return proxy.proxyHost().replay() != null;
  }

  /**
   * Begins a test: numbers connections from 0 and begins a record, or the replay that the JVM is
   * asked for.
   *
   * @param shared whether all tests of this proxy are one for that, because they may run in
   *     parallel
   */
  synchronized void begin(TestRecord record, boolean shared) {
    if (!replays && !(begun && shared)) {
      proxy.proxyHost().setFaultLog(record.log(proxy.seed(), configuration));
      begun = true;
    }
  }

  /** Explains a failure, and leaves the record where there is one. */
  FaultLog log(String name, TestRecord record, ExtensionContext context) {
    return recorder.log(name, proxy, howToRepeat(record, context));
  }

  private String howToRepeat(TestRecord record, ExtensionContext context) {
    ProxyHost host = proxy.proxyHost();
    if (host.replay() != null) {
      return record.replayed(host.replay(), replays);
    }
    FaultRecord made = host.record();
    String written =
        made == null
            ? "nothing was recorded, because the test has set no log"
            : record.write(made, context);
    return "run again with -Dnetem.seed=" + seed() + "; " + written;
  }

  void close() {
    proxy.close();
  }
}
