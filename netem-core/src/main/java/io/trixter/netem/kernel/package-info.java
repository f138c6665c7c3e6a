/**
 * The vocabulary in which a fault tells a driver what may happen next. A {@link
 * io.trixter.netem.kernel.Rule} decides; a driver moves bytes, waits and throws. Nothing here does
 * I/O, starts a thread or reads a clock.
 */
package io.trixter.netem.kernel;
