/**
 * Network faults: latency, propagation delay, throttling, slicing, corruption, termination,
 * injection and shutdown as objects with live knobs. Pick a {@link io.trixter.netem.Fault}; share a
 * {@code Dynamic...} knob between several to set them together.
 */
package io.trixter.netem;
