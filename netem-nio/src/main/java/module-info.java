/**
 * Network faults over asynchronous channels, and a channel provider built on event loops that can
 * send a TCP reset.
 */
@SuppressWarnings("module") // trixter-proxy is built after this module
module io.trixter.netem.nio {
  requires transitive io.trixter.netem;

  exports io.trixter.netem.nio;
  exports io.trixter.netem.nio.driver to
      io.trixter.proxy;
  exports io.trixter.netem.nio.loop to
      io.trixter.proxy;
}
