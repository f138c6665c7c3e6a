package io.trixter.benchmarks.growth;

/**
 * What the proxy costs with so many connections.
 *
 * @param idleCpu percent of one processor while nothing is sent
 * @param busyCpu percent of one processor under load
 * @param tripsPerSecond what the load reached
 * @param cpuPerTrip microseconds of CPU time under load
 * @param idleMemory growth of resident memory once connected, in MB
 * @param busyMemory growth of resident memory after the load, in MB
 * @param heap live, with the connections open, in MB; NaN where it cannot be asked for
 * @param heapAfter live, once they are closed, in MB; NaN where it cannot be asked for
 * @param late50 median of what a round trip takes beyond the delay, in ms
 * @param late99 its 99th percentile, in ms
 */
record Cell(
    Setting setting,
    int connections,
    double idleCpu,
    double busyCpu,
    double tripsPerSecond,
    double cpuPerTrip,
    double idleMemory,
    double busyMemory,
    double heap,
    double heapAfter,
    double late50,
    double late99) {}
