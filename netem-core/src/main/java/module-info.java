/**
 * Network faults as decorators: what a bad network does, decided without I/O, threads or a clock.
 */
@SuppressWarnings("module") // netem-nio is built after this module
module io.trixter.netem {
  exports io.trixter.netem;
  exports io.trixter.netem.kernel to
      io.trixter.netem.nio,
      io.trixter.proxy;
}
