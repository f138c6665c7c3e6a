/**
 * Network faults as decorators: what a bad network does, decided without I/O, threads or a clock.
 */
module io.trixter.netem {
  exports io.trixter.netem;
  exports io.trixter.netem.kernel;
}
