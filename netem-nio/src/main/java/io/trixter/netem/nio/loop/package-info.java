/**
 * Event loops and the channels pinned to them. Each loop is one selector, one heap of timers, and
 * one thread at a time: its own, or one that an executor lends it. All state of a loop and of its
 * channels is touched by that thread alone, other threads hand it tasks.
 */
package io.trixter.netem.nio.loop;
