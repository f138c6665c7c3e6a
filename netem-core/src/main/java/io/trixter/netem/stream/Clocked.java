package io.trixter.netem.stream;

/** Something whose faults run on a clock of its own. */
interface Clocked {
  Clock clock();
}
