/** Loads through a proxy, and the upstream behind it; each costs a fraction of what it measures. */
package io.trixter.benchmarks.load;
