/**
 * Event loops and the channels pinned to them. Each loop is one thread, one poller and one heap of
 * timers. All state of a loop and of its channels is touched by that thread alone; other threads
 * hand it tasks.
 */
package io.trixter.netem.nio.loop;
