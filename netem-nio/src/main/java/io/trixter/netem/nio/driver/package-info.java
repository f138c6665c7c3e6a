/**
 * The channel drivers: what obeys a fault's rule over an asynchronous channel, and the delay line.
 * The state of a driver is touched by its reactor's thread alone.
 */
package io.trixter.netem.nio.driver;
