package io.trixter.netem.stream;

/** What the layers around one stream or socket have in common. */
record Chain(Clock clock, Deadline deadline, Fate fate) {
  /** Something that more layers may be put around. */
  interface Member {
    Chain chain();

    /** The place of the next fault around it, from 0. */
    int nextPlace();
  }
}
