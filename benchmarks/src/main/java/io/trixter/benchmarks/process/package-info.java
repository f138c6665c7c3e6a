/** Processes under measurement: started, asked of the system what they use, and ended. */
package io.trixter.benchmarks.process;
