/** Ours and the proxies beside it: how each is started. */
package io.trixter.benchmarks.peers;
