/**
 * The stream drivers: what carries chains of rules and delay lines out over blocking streams and
 * sockets. Each stream may be used by one thread at a time, beside others that use its counterpart
 * or close it.
 */
package io.trixter.netem.stream;
